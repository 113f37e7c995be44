package cryptonet

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// shout transmits an envelope from nowhere, as anybody can.
func (a *air) shout(channel int, e Envelope) {
	e.ID = float64(len(a.nodes)*1000000) + messageID(Seeded(uint64(a.now)+uint64(channel)))
	a.shoutRaw(channel, e.Value())
}

func (a *air) shoutRaw(channel int, payload value.Value) {
	for _, n := range a.nodes {
		if n.open[channel] {
			n.Handle(a.now, Frame{"top", channel, channel, payload})
			n.apply()
		}
	}
	a.now++
}

// A client that seals what servers say changes nothing on the server,
// and a server that asks its client to log in does not make it ask.
func TestNobodyGrantsHimself(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	s := v.Sockets()[0]
	server.names()
	client.names()
	for _, content := range []Content{
		{Kind: LoginGranted, User: "root", Permission: 99}, {Kind: LoginRefused, User: "root"},
	} {
		require.NoError(t, client.SendContentOn(c.Session, content))
	}
	require.NoError(t, server.SendContentOn(s.Session, Content{Kind: LoginRequest, User: "a", Hash: "b"}))
	server.types()
	client.types()
	a.runFor(0)
	require.Zero(t, s.Permission())
	_, loggedIn := s.User()
	require.False(t, loggedIn)
	require.Empty(t, server.names())
	require.Empty(t, client.names())
	require.Equal(t, []MessageType{SealedMessage, SealedMessage}, client.types(), "nothing but what it sent itself")
}

// All that a client has sent is recorded and sent again, with other
// message numbers, during the connection and afterwards.
func TestRecordingsAreWorthNothing(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Certificate: &v.Certificate})
	require.NoError(t, c.Send(text("open the door")))
	a.runFor(0)
	recording := slices.Clone(client.sent)
	server.names()
	server.log()
	for _, e := range recording {
		a.shout(v.Channel, e)
	}
	require.Empty(t, server.names())
	require.Equal(t, []string{
		"[CryptoNet] Received duplicate connection request, ignoring it.",
		"[CryptoNet] Received duplicate message, ignoring it.",
	}, server.log())

	c.Close()
	a.runFor(10 * time.Second)
	require.Equal(t, []string{"connection_closed"}, server.names())
	n, _ := new(big.Int).SetString(v.Certificate.Key.Shared, 10)
	e, _ := new(big.Int).SetString(c.Sender, 10)
	for _, sender := range []string{c.Sender, "0" + c.Sender, e.Add(e, n).String()} {
		server.log()
		for _, e := range recording {
			if e.Type == ConnectionRequest {
				e.Message = text(sender)
			} else {
				e.Sender = sender
			}
			a.shout(v.Channel, e)
		}
		require.Empty(t, server.names())
		require.Equal(t, []string{
			"[CryptoNet] Received duplicate connection request, ignoring it.",
			"[CryptoNet] Received a message from a sender who has yet to open a connection.",
		}, server.log())
	}
}

// Frames of every wrong shape change nothing.
func TestMalformedFrames(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	server.names()
	client.names()

	cyclic := value.NewTable(2)
	cyclic.Add(value.Int(1), value.FromTable(cyclic))
	cyclic.Add(value.Int(2), value.FromTable(cyclic))
	iv := Key{}.Value()
	messages := []value.Value{
		value.Nil, value.Int(1), text(""), text("x"), value.List(), value.List(value.Nil), value.FromTable(cyclic),
		value.List(iv, iv, iv), value.List(iv), value.List(text("a"), text("b")), value.List(iv, value.List()),
		value.List(value.Bytes(make([]byte, 17)), iv), value.List(value.List(value.Int(256)), iv),
		value.List(value.List(value.Int(-1)), iv), value.List(value.List(value.Number(0.5)), iv),
		value.List(value.List(value.Number(math.NaN())), iv), value.List(value.List(text("1")), iv),
		value.List(value.Record(value.Named("x", value.Int(1))), iv), value.List(iv, value.Bytes(make([]byte, 15))),
		value.List(value.Bytes(make([]byte, maxSealed+1)), iv), value.Bytes(make([]byte, 1<<20)),
		Certificate{Name: "DemoServer", Key: PublicKey{strings.Repeat("9", 2000), "7"}}.Value(),
		value.Record(value.Named("name", text("DemoServer")), value.Named("key", value.Int(1))),
		Certificate{Name: "DemoServer", Key: PublicKey{"x", "y"}}.Value(),
	}
	for _, kind := range []MessageType{
		DiscoveryRequest, DiscoveryResponse, CertificateRequest, CertificateResponse, ConnectionRequest,
		ConnectionResponse, SealedMessage, "nonsense", "",
	} {
		for _, m := range messages {
			for _, e := range []Envelope{
				{Target: "DemoServer", Sender: c.Sender}, {Target: c.Sender, Sender: "DemoServer"}, {}, {Target: "DemoServer"},
			} {
				e.Type, e.Message = kind, m
				a.shout(v.Channel, e)
				a.shout(DiscoveryChannel, e)
			}
		}
	}
	for _, payload := range []value.Value{
		value.Nil, text("cryptoNet"), value.FromTable(cyclic), value.Bytes(make([]byte, 1<<20)),
		value.Record(value.Named("sProtocol", text("cryptoNet"))),
		value.Record(value.Named("sProtocol", text("cryptoNet")), value.Named("message", value.List()), value.Named("nMessageID", text("1"))),
		value.Record(value.Named("sProtocol", text("cryptoNet")), value.Named("message", value.List()), value.Named("nMessageID", value.Number(math.NaN()))),
		value.Record(value.Named("sProtocol", text("rednet")), value.Named("message", value.List()), value.Named("nMessageID", value.Int(1))),
	} {
		a.shoutRaw(v.Channel, payload)
	}
	require.Empty(t, server.names())
	require.Empty(t, client.names())
	require.NoError(t, c.Send(text("still here")))
	a.runFor(0)
	require.Equal(t, []string{"encrypted_message"}, server.names())
}

func TestMessagesCountOnce(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	server.names()
	require.NoError(t, c.SendUnencrypted(value.Nil))
	plain := client.Take().Actions[0]
	for range 3 {
		server.Handle(a.now, Frame{"top", v.Channel, v.Channel, plain.Payload})
		server.apply()
		a.now += 4 * time.Second // each repetition is remembered anew
	}
	require.Equal(t, []string{"plain_message"}, server.names())
	a.now += 2 * time.Second
	server.Handle(a.now, Frame{"top", v.Channel, v.Channel, plain.Payload})
	server.apply()
	require.Equal(t, []string{"plain_message"}, server.names(), "after 5 s it is forgotten")
	server.Handle(a.now, Frame{"top", v.Channel + 1, v.Channel, plain.Payload})
	server.apply()
	require.Empty(t, server.names())
}

// Two sealed messages that happen to have the same number both count, and each
// once.
func TestNumbersThatCollide(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	server.names()
	server.log()
	for i := range 2 {
		require.NoError(t, c.Send(value.Int(i)))
		e, ok := EnvelopeFrom(client.Take().Actions[0].Payload)
		require.True(t, ok)
		e.ID = 7
		for range 3 {
			server.Handle(a.now, Frame{"top", v.Channel, v.Channel, e.Value()})
			server.apply()
		}
	}
	require.Len(t, server.names(), 2)
	require.Empty(t, server.log(), "repetitions are no news")
}

func TestRepetitionsForRepeaters(t *testing.T) {
	a := newAir(t)
	n := a.add("n", Config{})
	_, err := n.Discover(0, SearchOptions{})
	require.NoError(t, err)
	actions := n.Take().Actions
	require.Len(t, actions, 3)
	require.Equal(t, RepeatChannel, actions[2].Channel)
	require.Equal(t, DiscoveryChannel, actions[2].Reply)
	require.Equal(t, actions[1].Payload, actions[2].Payload)
	n.SetRepeats(false)
	require.False(t, n.Repeats())
	_, err = n.Discover(0, SearchOptions{})
	require.NoError(t, err)
	require.Len(t, n.Take().Actions, 2)
}

// A crowd that opens connections and says nothing displaces itself, not those who
// have something to say.
func TestFloodOfConnections(t *testing.T) {
	a := newAir(t)
	server := a.add("server", Config{Limits: Limits{Sockets: 10, Sessions: 20}})
	v := server.demo(HostOptions{})
	honest := a.add("honest", Config{})
	c := honest.connect(ConnectOptions{Name: "DemoServer"})
	require.NoError(t, c.Send(value.Nil))
	a.runFor(0)
	crowd := Seeded(5)
	for range 200 {
		_, _, encrypted, err := drawSession(&Station{random: crowd}, "DemoServer", &demoCertificate)
		require.NoError(t, err)
		a.shout(v.Channel, Envelope{Type: ConnectionRequest, Target: "DemoServer", Message: text(encrypted)})
	}
	require.Len(t, v.Sockets(), 10)
	require.LessOrEqual(t, v.sessions.old.len+v.sessions.new.len, 40)
	require.False(t, c.Closed())
	server.names()
	require.NoError(t, c.Send(value.Nil))
	a.runFor(0)
	require.Equal(t, []string{"encrypted_message"}, server.names())
}

func TestIdleTimeout(t *testing.T) {
	a := newAir(t)
	server, busy, silent := a.add("server", Config{}), a.add("busy", Config{}), a.add("silent", Config{})
	v := server.demo(HostOptions{IdleTimeout: time.Minute})
	b := busy.connect(ConnectOptions{Name: "DemoServer"})
	s := silent.connect(ConnectOptions{Name: "DemoServer"})
	for range 6 {
		require.NoError(t, b.Send(value.Nil))
		a.runFor(20 * time.Second)
	}
	require.True(t, s.Closed())
	require.False(t, b.Closed())
	require.Len(t, v.Sockets(), 1)
	require.Contains(t, server.names(), "connection_closed")
	require.Equal(t, []string{"connection_closed"}, silent.names())
	a.runFor(time.Hour)
	require.Empty(t, v.Sockets())
	require.Equal(t, Never, server.apply())
}

// What a flood leaves in the memories is bounded, and goes when it is over.
func TestFloodOfMessages(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{Limits: Limits{Remembered: 100, Replay: 50}}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	s := v.Sockets()[0]
	for i := range 1000 {
		require.NoError(t, c.Send(value.Int(i)))
		a.shout(v.Channel, Envelope{Type: "nonsense", Target: "DemoServer"})
		// garbage in the client's name is not remembered
		a.shout(v.Channel, Envelope{Type: SealedMessage, Target: "DemoServer", Sender: c.Sender, Message: SealedValue([]byte{byte(i)}, Key{})})
	}
	a.runFor(0)
	require.LessOrEqual(t, len(server.recent.at), 100)
	require.LessOrEqual(t, len(server.recent.queue), 400)
	require.LessOrEqual(t, s.received.old.len+s.received.new.len, 100)
	numbers := 0 // nothing authenticates messages: some garbage is another value
	for _, e := range server.events {
		if e.Kind == EncryptedMessage && e.Value.Kind() == value.KindNumber {
			numbers++
		}
	}
	require.Equal(t, 1000, numbers)
	a.now += time.Minute
	server.Tick(a.now)
	require.Empty(t, server.recent.at)
	require.Empty(t, server.recent.queue)
}

func TestFloodOfCertificates(t *testing.T) {
	a := newAir(t)
	client := a.add("client", Config{Limits: Limits{Certificates: 5}})
	w, err := client.Discover(0, SearchOptions{})
	require.NoError(t, err)
	client.apply()
	for i := range 100 {
		a.shout(DiscoveryChannel, Envelope{Type: DiscoveryResponse, Message: Certificate{Name: string(rune('a' + i))}.Value()})
	}
	a.run(time.Second)
	require.Len(t, w.Certificates(), 5)
}

// Wrong answers to a connection request are ignored, and the right one still counts.
func TestWrongAnswers(t *testing.T) {
	a := newAir(t)
	client := a.add("client", Config{})
	server := a.add("server", Config{})
	a.fault = func(from, _ *node, _ Action) []time.Duration {
		return []time.Duration{time.Second}
	}
	v := server.demo(HostOptions{})
	d, err := client.Connect(0, ConnectOptions{Certificate: &v.Certificate})
	require.NoError(t, err)
	client.apply()
	encrypted, _ := client.sent[0].Message.AsString()
	for _, m := range []value.Value{
		value.Nil, SealedValue(nil, Key{}), SealedValue(make([]byte, 32), Key{}), SealedValue(make([]byte, 1000), Key{}),
	} {
		a.shout(v.Channel, Envelope{Type: ConnectionResponse, Target: encrypted, Message: m})
		a.shout(v.Channel, Envelope{Type: ConnectionResponse, Target: "else", Message: m})
	}
	require.Equal(t, "[CryptoNet] Received an invalid response.", client.lines[len(client.lines)-1])
	require.False(t, d.Done())
	a.runFor(10 * time.Second)
	require.NoError(t, d.Err())
}

// A waiting call may be fed alone, and beside its Station.
func TestWaitingCallsHandleAlone(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	d, err := client.Connect(0, ConnectOptions{Name: "DemoServer"})
	require.NoError(t, err)
	ask := func() []Action {
		for _, action := range client.Take().Actions {
			if action.Do == Transmit && action.Channel == v.Channel {
				server.Handle(0, Frame{"top", v.Channel, v.Channel, action.Payload})
			}
		}
		return slices.DeleteFunc(server.Take().Actions, func(a Action) bool { return a.Do != Transmit || a.Channel == RepeatChannel })
	}
	for _, answer := range ask() {
		f := Frame{"top", v.Channel, v.Channel, answer.Payload}
		d.Handle(0, f)
		client.Handle(0, f)
	}
	require.Equal(t, time.Second, d.Deadline())
	client.Tick(time.Second)
	for _, answer := range ask() {
		f := Frame{"top", v.Channel, v.Channel, answer.Payload}
		d.Handle(time.Second, f)
		client.Handle(time.Second, f)
	}
	require.NoError(t, d.Err())
	require.NotNil(t, d.Socket())
	w, err := client.RequestCertificate(0, "DemoServer", SearchOptions{})
	require.NoError(t, err)
	for _, answer := range ask() {
		w.Handle(0, Frame{"top", v.Channel, v.Channel, answer.Payload})
	}
	client.Tick(time.Second)
	got, ok := w.Certificate()
	require.True(t, ok)
	require.Equal(t, v.Certificate, got)
	w, err = client.Discover(0, SearchOptions{})
	require.NoError(t, err)
	w.Cancel()
	require.True(t, w.Done())
}

package net

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
)

func random(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// stack is a stack with an address on a network whose server for names is 192.168.0.0.
func stack(ip uint32, encrypted bool) *Stack {
	cfg := Config{Hardware: fmt.Sprintf("%016x", ip), FirstID: float64(ip % 1000 * 1000)}
	if encrypted {
		cfg.Keys, cfg.Random = ecc.NewKeyPair([]byte(cfg.Hardware)), random(byte(ip))
	}
	s := NewStack(cfg)
	s.SetAddress(IP(ip))
	s.SetAddresses(AddressTable{DNS: DefaultDHCP})
	return s
}

const (
	ipA = 0xC0A80005
	ipB = 0xC0A80006
)

// hand brings everything that one stack sends to another, and returns what is delivered.
func hand(t *testing.T, from, to *Stack) []Message {
	t.Helper()
	var got []Message
	for _, f := range from.Take() {
		if in := to.Receive(Time{}, f.Message.Port, f.Message.Value()); in.Deliver {
			got = append(got, in.Message)
		}
	}
	return got
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"192.168.0.0": "192.168.0.0", "1": "0.0.0.1", "a1b2": "0.0.1.2", "255.255.255.255": "255.255.255.255",
		"": "", "x": "", "1.2.3.4.5": "", "99999999999999999999": "",
	} {
		a, ok := ParseIP(text)
		assert.Equal(t, want != "", ok, text)
		if ok {
			assert.Equal(t, want, a.String())
			back, ok := AddressOf(a.Value())
			assert.True(t, ok)
			assert.Equal(t, a, back)
		}
	}
	assert.Equal(t, "-1", Broadcast.String())
	assert.Equal(t, "hw:00ff", Hardware("00ff").String())
	for _, f := range []float64{-2, 0.5, 1 << 32, math.NaN(), math.Inf(1)} {
		_, ok := AddressOf(value.Number(f))
		assert.False(t, ok, f)
	}
	for name, want := range map[string]bool{"a.lan": true, "-": true, "": false, "hw:12": false, "1.2.3.4": false} {
		assert.Equal(t, want, IsName(name), name)
	}
}

func TestSplitURL(t *testing.T) {
	for url, want := range map[string][3]string{
		"rttp://a.lan/x/y": {"rttp", "a.lan", "x/y"},
		"a.lan":            {"", "a.lan", ""},
		"a.lan/":           {"", "a.lan", ""},
		"rttp://":          {"rttp", "", ""},
		"":                 {},
	} {
		protocol, host, path := SplitURL(url)
		assert.Equal(t, want, [3]string{protocol, host, path}, url)
	}
}

func TestMessageForm(t *testing.T) {
	m := Message{IP(ipA), Broadcast, 10080, Table("type", "rttp", "conId", value.Int(7)), value.String("hi"), 12}
	assert.Equal(t, `192.168.0.5 -> -1:10080 | #12:7 | {"type":"rttp","conId":7} : "hi"`, m.String())
	back, err := Decode(10080, m.Value())
	require.NoError(t, err)
	assert.Equal(t, m, back)
	m.Body = value.FromTable(Table("cipher", ByteList([]byte{1}), "sig", ByteList([]byte{2})))
	assert.True(t, strings.HasSuffix(m.String(), "cipher = [1],\nsig = [2]"), m.String())
	m.Body = value.Nil
	assert.True(t, strings.HasSuffix(m.String(), " : nil"))
}

func TestMalformedMessagesAreNone(t *testing.T) {
	whole := func(field string, v value.Value) value.Value {
		m := Message{IP(1), IP(ipA), 10080, Table("type", "x"), value.Nil, 1}
		return value.FromTable(With(m.Value().AsTable(), field, v))
	}
	for name, c := range map[string]struct {
		channel int
		payload value.Value
		want    error
	}{
		"text":           {10080, value.String("x"), errNoTable},
		"low channel":    {9999, whole("body", value.Nil), errPort},
		"high channel":   {20001, whole("body", value.Nil), errPort},
		"origin":         {10080, whole("origin", value.Bool(true)), errNoOrigin},
		"dest":           {10080, whole("dest", value.Number(0.5)), errNoDest},
		"header":         {10080, whole("header", value.String("")), errNoHeader},
		"no msgid":       {10080, whole("msgid", value.Nil), errNoID},
		"msgid NaN":      {10080, whole("msgid", value.Number(math.NaN())), errNoID},
		"somebody else":  {10080, whole("dest", value.Int(9)), errForOthers},
		"connection":     {10080, whole("header", value.FromTable(Table("conId", value.List()))), errConID},
		"connection NaN": {10080, whole("header", value.FromTable(Table("conId", value.Number(math.NaN())))), errConID},
	} {
		in := stack(ipA, true).Receive(Time{}, c.channel, c.payload)
		assert.ErrorIs(t, in.Drop, c.want, name)
		assert.False(t, in.Deliver)
	}
}

func TestSendAndReply(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		a, b := stack(ipA, encrypted), stack(ipB, encrypted)
		for i, body := range []value.Value{
			value.String("one"), value.FromTable(Table("x", value.List(value.Int(1), value.Int(2)))), value.String(""),
		} {
			id, err := a.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: body})
			require.NoError(t, err)
			frame := a.frames[0].Message
			assert.Equal(t, encrypted && i > 0, frame.Header.Field("encrypted").Truthy(), "known from the first reply on")
			got := hand(t, a, b)
			require.Len(t, got, 1)
			assert.Equal(t, jsonText(body), jsonText(got[0].Body))
			assert.Equal(t, id, b.Reply(Time{}, 10080, got[0], Table("type", "t"), body))
			assert.Equal(t, encrypted, b.frames[0].Message.Header.Field("encrypted").Truthy())
			got = hand(t, b, a)
			require.Len(t, got, 1)
			assert.Equal(t, jsonText(body), jsonText(got[0].Body))
			assert.Equal(t, id, got[0].ID)
		}
	}
}

func TestPlainComputersStayPlain(t *testing.T) {
	plain, keyed := stack(ipA, false), stack(ipB, true)
	_, err := plain.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: value.String("x")})
	require.NoError(t, err)
	got := hand(t, plain, keyed)
	require.Len(t, got, 1)
	keyed.Reply(Time{}, 10080, got[0], Table("type", "t"), value.String("y"))
	got = hand(t, keyed, plain)
	require.Len(t, got, 1)
	assert.Equal(t, value.String("y"), got[0].Body)
}

func TestKeysAreKept(t *testing.T) {
	a, b := stack(ipA, true), stack(ipB, true)
	say := func(s *Stack) []Message {
		_, err := s.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: value.String("x")})
		require.NoError(t, err)
		return hand(t, s, b)
	}
	require.Len(t, say(a), 1)
	impostor := stack(ipA, true)
	impostor.keys.own = ecc.NewKeyPair([]byte("other"))
	impostor.lastID = 900
	assert.Empty(t, say(impostor))
	require.Len(t, say(a), 1)
}

func TestBrokenCiphersAreDropped(t *testing.T) {
	a, b := stack(ipA, true), stack(ipB, true)
	require.NoError(t, a.keys.learn(peer{address: IP(ipB)}, b.keys.own.Public()))
	_, err := a.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: value.String("secret")})
	require.NoError(t, err)
	m := a.Take()[0].Message
	sealed := m.Body.AsTable()
	cipher, _ := Bytes(sealed.Field("cipher"), 1000)
	cipher[20] ^= 1
	for name, body := range map[string]*value.Table{
		"changed":      With(sealed, "cipher", ByteList(cipher)),
		"no bytes":     With(sealed, "cipher", value.List(value.Int(256))),
		"holes":        With(sealed, "cipher", value.FromTable(Table("x", value.Int(1)))),
		"no signature": With(sealed, "sig", value.List()),
	} {
		m.ID++
		m.Body = value.FromTable(body)
		in := b.Receive(Time{}, 10080, m.Value())
		assert.Error(t, in.Drop, name)
	}
	m.ID++
	m.Body = value.FromTable(sealed)
	in := b.Receive(Time{}, 10080, m.Value())
	require.NoError(t, in.Drop)
	assert.Equal(t, value.String("secret"), in.Message.Body)
	plain := stack(ipB, false)
	assert.ErrorIs(t, plain.Receive(Time{}, 10080, m.Value()).Drop, errNoKeys)
}

func TestDuplicatesAndTheirBound(t *testing.T) {
	s := stack(ipA, false)
	m := Message{IP(1), IP(ipA), 10080, Table("type", "t"), value.Nil, 1}
	assert.NoError(t, s.Receive(Time{}, 10080, m.Value()).Drop)
	assert.ErrorIs(t, s.Receive(Time{}, 10080, m.Value()).Drop, errSeen)
	for i := range maxSeen {
		m.ID = float64(i + 2)
		require.NoError(t, s.Receive(Time{}, 10080, m.Value()).Drop)
	}
	assert.Equal(t, maxSeen, s.seen.Len())
	m.ID = 1
	assert.NoError(t, s.Receive(Time{}, 10080, m.Value()).Drop, "forgotten by now")
}

func TestLoopback(t *testing.T) {
	s := stack(ipA, false)
	id, err := s.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipA), Header: Table("type", "t")})
	require.NoError(t, err)
	frames := s.Take()
	require.True(t, frames[0].Loopback)
	in := s.Receive(Time{}, 10080, frames[0].Message.Value())
	require.True(t, in.Deliver)
	assert.Equal(t, id, s.Reply(Time{}, 10080, in.Message, Table("type", "t"), value.Nil))
	frames = s.Take()
	require.True(t, frames[0].Loopback)
	assert.True(t, s.Receive(Time{}, 10080, frames[0].Message.Value()).Deliver, "the reply too")
	assert.False(t, s.Receive(Time{}, 10080, frames[0].Message.Value()).Deliver, "but once")
}

func TestPingsAndChecksAreAnswered(t *testing.T) {
	a, b := stack(ipA, false), stack(ipB, false)
	for kind, want := range map[string]struct {
		answer    string
		delivered int
	}{TypePing: {TypePong, 1}, TypeCheck: {TypeFound, 0}} {
		_, err := a.Send(Time{}, Outgoing{Port: PortNetwork, Dest: IP(ipB), Header: Table("type", kind)})
		require.NoError(t, err)
		assert.Len(t, hand(t, a, b), want.delivered)
		got := hand(t, b, a)
		require.Len(t, got, 1)
		assert.Equal(t, want.answer, got[0].Type())
	}
	b.cfg.Silent = true
	_, err := a.Send(Time{}, Outgoing{Port: PortNetwork, Dest: IP(ipB), Header: Table("type", TypePing)})
	require.NoError(t, err)
	hand(t, a, b)
	assert.Empty(t, b.Take())
}

// answer replies to the last frame of a stack as a server at 192.168.0.0 would.
func answer(s *Stack, kind string, header, body *value.Table) Incoming {
	frames := s.Take()
	m := frames[len(frames)-1].Message
	reply := Message{DefaultDHCP, m.Origin, PortNetwork, With(header, "type", value.String(kind)), value.FromTable(body), m.ID}
	return s.Receive(Time{}, PortNetwork, reply.Value())
}

func TestDHCP(t *testing.T) {
	s := NewStack(Config{Hardware: "00ff", Hostname: "me"})
	s.Discover(Time{})
	assert.Equal(t, `hw:00ff -> -1:10000 | #1 | {"type":"net.ip.req"} : {
  hostname = "me",
}`, s.frames[0].Message.String())
	offer := Table("ip", value.Number(ipA), "mask", value.Number(0xffff0000), "time", value.Int(-1))
	in := answer(s, TypeOffer, Table(), offer)
	assert.Equal(t, "Accepting IP offer of 192.168.0.5 from 192.168.0.0", in.Notice)
	assert.Equal(t, `{"hwAddr":"00ff"}`, jsonText(s.frames[0].Message.Body))
	table := value.FromTable(Table("dns", DefaultDHCP.Value(), "defGateway", value.Number(0xC0A80001)))
	in = answer(s, TypeAccepted, Table(), With(offer, "addrTbl", table))
	assert.Equal(t, "DHCP accept", in.Notice)
	assert.Equal(t, IP(ipA), s.Address())
	assert.Equal(t, AddressTable{IP(0xC0A80001), DefaultDHCP}, s.Addresses())
	assert.Equal(t, uint32(0xffff0000), s.Mask())
}

func TestOffersOfNothingAreNotTaken(t *testing.T) {
	for _, ip := range []value.Value{value.Nil, value.Int(-1), value.Int(0), value.String("x"), value.Number(1e10)} {
		s := NewStack(Config{Hardware: "00ff"})
		s.Discover(Time{})
		answer(s, TypeOffer, Table(), Table("ip", value.Int(5)))
		answer(s, TypeAccepted, Table(), Table("ip", ip))
		assert.Equal(t, IP(0), s.Address())
	}
}

func TestLeasesAreRenewed(t *testing.T) {
	s := NewStack(Config{Hardware: "00ff"})
	s.Discover(Time{})
	offer := Table("ip", value.Number(ipA), "time", value.Number(renewBefore+1000))
	answer(s, TypeOffer, Table(), offer)
	answer(s, TypeAccepted, Table(), offer)
	say := func(game int64) (kinds []string) {
		_, err := s.Send(Time{Game: game}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t")})
		require.NoError(t, err)
		for _, f := range s.frames {
			kinds = append(kinds, f.Message.Type())
		}
		return kinds
	}
	assert.Equal(t, []string{"t"}, say(0))
	s.Take()
	assert.Equal(t, []string{TypeRenew, "t"}, say(2000))
	s.Take()
	assert.Equal(t, []string{"t"}, say(3000), "not so soon again")
	s.frames = nil
	assert.Equal(t, []string{TypeRenew, "t"}, say(3000+renewAgain))
	s.frames = s.frames[:1]
	answer(s, TypeRenewed, Table(), With(offer, "action", value.String("reget")))
	assert.Equal(t, IP(0), s.Address())
	assert.Equal(t, TypeRequest, s.Take()[0].Message.Type())
}

func TestNames(t *testing.T) {
	s := stack(ipA, false)
	_, known := s.Resolve("site.lan")
	assert.False(t, known)
	record := Table("ip", value.Number(ipB), "port", "*")
	_, err := s.Lookup(Time{}, "site.lan")
	require.NoError(t, err)
	answer(s, TypeLookupReturn, Table("code", "not_found"), Table())
	_, known = s.Resolve("site.lan")
	assert.False(t, known)
	_, err = s.Lookup(Time{}, "site.lan")
	require.NoError(t, err)
	answer(s, TypeLookupReturn, Table("code", "found"), record)
	a, known := s.Resolve("site.lan")
	assert.True(t, known)
	assert.Equal(t, IP(ipB), a)
	forged := Message{IP(9), IP(ipA), PortNetwork, Table("type", TypeLookupReturn, "code", "found"), value.FromTable(record), s.LastID() + 1}
	_, err = s.Lookup(Time{}, "other.lan")
	require.NoError(t, err)
	s.Receive(Time{}, PortNetwork, forged.Value())
	_, known = s.Resolve("other.lan")
	assert.False(t, known, "nobody asked there")
	s.SetAddresses(AddressTable{})
	_, err = s.Lookup(Time{}, "x")
	assert.ErrorIs(t, err, ErrNoDNS)
}

func TestNode(t *testing.T) {
	n := NewNode(Config{Hardware: "00ff"})
	n.Join(Time{})
	first := n.Call(Time{}, Call{Port: 10080, Dest: "site.lan", Header: Table("type", "t")})
	assert.Len(t, n.frames, 1, "it waits for an address")
	answerNode := func(kind string, header, body *value.Table) []Event {
		frames := n.Take()
		m := frames[len(frames)-1].Message
		origin := m.Dest
		if origin == Broadcast {
			origin = DefaultDHCP
		}
		reply := Message{origin, m.Origin, m.Port, With(header, "type", value.String(kind)), value.FromTable(body), m.ID}
		return n.Receive(Time{}, reply.Port, reply.Value())
	}
	offer := Table("ip", value.Number(ipA), "addrTbl", value.FromTable(Table("dns", DefaultDHCP.Value())))
	answerNode(TypeOffer, Table(), offer)
	events := answerNode(TypeAccepted, Table(), offer)
	require.Len(t, events, 1)
	assert.Equal(t, Joined, events[0].Kind)
	assert.Empty(t, answerNode(TypeLookupReturn, Table("code", "found"), Table("ip", value.Number(ipB))))
	assert.Equal(t, "site.lan", n.frames[0].Message.Text("domain"))
	events = answerNode("t", Table(), Table())
	require.Len(t, events, 1)
	assert.Equal(t, Replied, events[0].Kind)
	assert.Equal(t, first, events[0].Token)
	_, waits := n.Deadline()
	assert.False(t, waits)

	second := n.Call(Time{UTC: 100}, Call{Port: 10080, Dest: "1.2.3.4", Header: Table("type", "t")})
	at, _ := n.Deadline()
	assert.Equal(t, int64(2100), at)
	assert.Empty(t, n.Wake(Time{UTC: 2099}))
	assert.Equal(t, []Event{{Kind: Failed, Token: second, Err: ErrTimeout}}, n.Wake(Time{UTC: 2100}))

	third := n.Call(Time{UTC: 100}, Call{Port: 10080, Dest: "nobody.lan", Header: Table("type", "t")})
	events = answerNode(TypeLookupReturn, Table("code", "not_found"), Table())
	assert.Equal(t, []Event{{Kind: Failed, Token: third, Err: ErrSend}}, events)
	empty := n.Call(Time{UTC: 100}, Call{Port: 10080, Dest: "", Header: Table("type", "t")})
	assert.Equal(t, []Event{{Kind: Failed, Token: empty, Err: ErrSend}}, n.Wake(Time{UTC: 100}))
}

func TestNodeThatFindsNoNetwork(t *testing.T) {
	n := NewNode(Config{Hardware: "00ff"})
	n.Join(Time{})
	token := n.Call(Time{}, Call{Port: 10080, Dest: "site.lan", Header: Table("type", "t")})
	var events []Event
	asked := len(n.Take())
	for range 3 {
		at, ok := n.Deadline()
		require.True(t, ok)
		events = append(events, n.Wake(Time{UTC: at})...)
		asked += len(n.Take())
	}
	assert.Equal(t, 3, asked)
	assert.Equal(t, []Event{{Kind: NotJoined, Err: ErrSetup}, {Kind: Failed, Token: token, Err: ErrSend}}, events)
	assert.True(t, errors.Is(ErrSetup, events[0].Err))
}

func TestCallsAreBounded(t *testing.T) {
	n := NewNode(Config{Hardware: "00ff"})
	n.SetAddress(IP(ipA))
	for range MaxCalls + 1 {
		n.Call(Time{}, Call{Port: 10080, Dest: "1", Header: Table("type", "t"), Timeout: -1})
	}
	assert.Len(t, n.Wake(Time{UTC: 1}), 1)
	assert.Len(t, n.calls, MaxCalls)
}

func FuzzReceive(f *testing.F) {
	m := Message{IP(1), IP(ipA), 10080, Table("type", "t", "publicKey", ByteList(make([]byte, 22)), "encrypted", value.Bool(true)), value.FromTable(Table("cipher", value.List(), "sig", value.List())), 1}
	f.Add(10080, LuaText(m.Value()))
	f.Add(10000, `{origin=0xC0A80000,dest="hw:00ff",header={type="net.ip.req.return"},body={ip=5},msgid=1}`)
	f.Add(10000, `{origin=1,dest=-1,header={},msgid=1,body={1,2,{}}}`)
	f.Fuzz(func(t *testing.T, channel int, text string) {
		v, err := value.Unserialise(text)
		if err != nil {
			return
		}
		for _, s := range []*Stack{stack(ipA, true), NewStack(Config{Hardware: "00ff"})} {
			in := s.Receive(Time{}, channel, v)
			assert.Equal(t, in.Deliver, in.Drop == nil)
			if in.Deliver {
				_ = in.Message.String()
				s.Reply(Time{}, in.Message.Port, in.Message, Table("type", "t"), in.Message.Body)
			}
		}
	})
}

func BenchmarkRoundTrip(b *testing.B) {
	s, other := stack(ipA, false), stack(ipB, false)
	for b.Loop() {
		_, _ = s.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: value.String("x")})
		in := other.Receive(Time{}, 10080, s.Take()[0].Message.Value())
		other.Reply(Time{}, 10080, in.Message, Table("type", "t"), in.Message.Body)
		if !s.Receive(Time{}, 10080, other.Take()[0].Message.Value()).Deliver {
			b.Fatal("lost")
		}
	}
}

func ExampleNode() {
	// Two computers that have been given addresses by hand.
	client, server := NewNode(Config{}), NewNode(Config{})
	client.SetAddress(IP(0xC0A80005))
	server.SetAddress(IP(0xC0A80006))

	client.Call(Time{}, Call{Port: PortNetwork, Dest: "192.168.0.6", Header: Table("type", TypePing)})
	for _, frame := range client.Take() {
		server.Receive(Time{}, PortNetwork, frame.Message.Value())
	}
	for _, frame := range server.Take() {
		for _, event := range client.Receive(Time{}, PortNetwork, frame.Message.Value()) {
			fmt.Println(event.Kind == Replied, event.Message)
		}
	}
	// Output: true 192.168.0.6 -> 192.168.0.5:10000 | #1 | {"type":"ping-return"} : {}
}

func TestNothingGrowsForEver(t *testing.T) {
	s := stack(ipA, false)
	big := value.String(strings.Repeat("x", 1<<20))
	sent := 0
	for range 100 {
		if _, err := s.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: big}); err == nil {
			sent++
		}
	}
	assert.Equal(t, 15, sent)
	s.Take()
	for range 2 * maxFrames {
		_, _ = s.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t")})
	}
	assert.Len(t, s.Take(), maxFrames)

	long := strings.Repeat("x", maxName+1)
	_, err := s.Lookup(Time{}, long)
	assert.ErrorIs(t, err, errLong)
	for _, header := range []*value.Table{Table("type", long), Table("type", "t", "originDomain", long), Table("type", "t", "conId", long)} {
		m := Message{IP(ipB), IP(ipA), 10080, header, value.Nil, 1}
		assert.Error(t, s.Receive(Time{}, 10080, m.Value()).Drop)
	}
	m := Message{Address{text: long}, IP(ipA), 10080, Table("type", "t"), value.Nil, 1}
	assert.ErrorIs(t, s.Receive(Time{}, 10080, m.Value()).Drop, errNoOrigin)
}

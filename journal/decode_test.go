package journal_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"ccnet/cryptonet"
	"ccnet/journal"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The keys and messages of a connection that the original has made.
const (
	demoPublic  = "214500366465590853656047354853064209801"
	demoShared  = "77302900655059590640929677798169149072390730976822575187985212834557448897067"
	demoPrivate = "42953771361703205248372295836128056314476156017348759058924356671088004605201"
	demoSession = "18532361764069671179554624432485662350799445249590274544313409247327893835057"
)

var demoKey = cryptonet.PrivateKey{Private: demoPrivate, Shared: demoShared}

// station makes the frames of a connection.
type station struct {
	tick world.Tick
	id   float64
}

// frame is a message from computer 1, the server, or 2, its client.
func (s *station) frame(kind cryptonet.MessageType, fromServer bool, message value.Value) *world.Entry {
	s.tick++
	s.id++
	e := cryptonet.Envelope{ID: s.id, Recipient: 52459, Type: kind, Message: message, Target: "DemoServer"}
	computer := 2
	switch {
	case fromServer:
		computer, e.Target = 1, demoSession
		if kind != cryptonet.ConnectionResponse {
			e.Sender = "DemoServer"
		}
	case kind == cryptonet.SealedMessage || kind == cryptonet.UnsealedMessage:
		e.Sender = demoSession
	}
	return &world.Entry{
		Tick: s.tick, Kind: world.EntryTransmit, Computer: computer, Name: "top",
		Channel: 52459, Reply: 52459, N: 1, Payload: e.Value(),
	}
}

// sealed is an encrypted message whose ciphertext is known.
func (s *station) sealed(kind cryptonet.MessageType, fromServer bool, iv, text string) *world.Entry {
	v, _ := hex.DecodeString(iv)
	sealed, _ := hex.DecodeString(text)
	return s.frame(kind, fromServer, cryptonet.SealedValue(sealed, cryptonet.Key(v)))
}

// says is an encrypted value.
func (s *station) says(fromServer bool, v value.Value) *world.Entry {
	key, _, err := demoKey.OpenSession(demoSession)
	if err != nil {
		panic(err)
	}
	text, err := cryptonet.EncodeValue(v)
	if err != nil {
		panic(err)
	}
	iv := cryptonet.NewKey(cryptonet.Seeded(uint64(s.tick)))
	return s.frame(cryptonet.SealedMessage, fromServer, cryptonet.SealedValue(cryptonet.NewCipher(key).Seal(iv, text), iv))
}

func layersText(layers []journal.Layer) string {
	var out []string
	for _, l := range layers {
		out = append(out, l.Name+": "+l.Text)
	}
	return strings.Join(out, "\n")
}

func unserialise(t testing.TB, text string) value.Value {
	v, err := value.Unserialise(text)
	require.NoError(t, err)
	return v
}

// TestDecodeGolden decodes what the original has sent.
func TestDecodeGolden(t *testing.T) {
	s := &station{}
	d := journal.NewDecoder([]cryptonet.PrivateKey{{Private: "5", Shared: "35"}, demoKey})
	certificate := cryptonet.Certificate{Name: "DemoServer", Key: cryptonet.PublicKey{Public: demoPublic, Shared: demoShared}}
	tests := []struct {
		entry *world.Entry
		want  string
	}{
		{s.frame(cryptonet.CertificateRequest, false, value.Nil),
			"rednet: id 1, to 52459, protocol cryptoNet\nCryptoNet: certificate_request to DemoServer"},
		{s.frame(cryptonet.CertificateResponse, true, certificate.Value()),
			"rednet: id 2, to 52459, protocol cryptoNet\nCryptoNet: certificate_response: server DemoServer, unsigned"},
		{s.frame(cryptonet.ConnectionRequest, false, value.String(demoSession)),
			"rednet: id 3, to 52459, protocol cryptoNet\nCryptoNet: connection_request to DemoServer for session 18532361…"},
		{s.sealed(cryptonet.ConnectionResponse, true, "7bc6149ebdd166e55b8495abadb2ee6f", "674e4dd874879ac292883fc27de8f58045bd95020e21650c3b12e9cc0246f34e"),
			"rednet: id 4, to 52459, protocol cryptoNet\nCryptoNet: connection_response from DemoServer on session 18532361…: a proof of the key"},
		{s.sealed(cryptonet.SealedMessage, false, "06874d0cc757c185c03df002d8f0851b", "8884b3dcb30a96da4603152243a88464"),
			"rednet: id 5, to 52459, protocol cryptoNet\nCryptoNet: encrypted_message to DemoServer on session 18532361…\nvalue: \"Hello server!\""},
		{s.sealed(cryptonet.SealedMessage, true, "55a2f7ab9bce9d43c8fbd921cb91073e", "c9194057bd43133fd2663e6c54e1fe63815e12c82501e93daf802be2470b2f46"),
			"rednet: id 6, to 52459, protocol cryptoNet\nCryptoNet: encrypted_message from DemoServer on session 18532361…: Bobby is logged in, permission level 2"},
		{s.sealed(cryptonet.SealedMessage, false, "a4f85c6d1fa25e28bdd377357da36e55", "f0c3a250c9c3e4659440deb48e131861"),
			"rednet: id 7, to 52459, protocol cryptoNet\nCryptoNet: encrypted_message to DemoServer on session 18532361…: logout"},
		{s.sealed(cryptonet.SealedMessage, false, "9ed3cf3d3ed04b0d55936b3afd843261", "4c5c5e90488add1bd9fe595cf6212d3e"),
			"rednet: id 8, to 52459, protocol cryptoNet\nCryptoNet: encrypted_message to DemoServer on session 18532361…: close"},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, layersText(d.Decode(test.entry)))
	}

	// A proof that cannot be checked, or is none.
	d = journal.NewDecoder([]cryptonet.PrivateKey{demoKey})
	d.Decode(tests[2].entry)
	assert.Contains(t, layersText(d.Decode(tests[3].entry)), ": a proof of the key that cannot be checked without its certificate")
	d.Decode(tests[1].entry)
	wrong := s.sealed(cryptonet.ConnectionResponse, true, "06874d0cc757c185c03df002d8f0851b", "8884b3dcb30a96da4603152243a88464")
	assert.Contains(t, layersText(d.Decode(wrong)), ": a WRONG proof of the key")

	// Without the key.
	blind := journal.NewDecoder(nil)
	assert.Contains(t, layersText(blind.Decode(tests[2].entry)), "for session 18532361…, whose key is not known")
	assert.Contains(t, layersText(blind.Decode(tests[3].entry)), "connection_response on session 18532361…: 32 bytes sealed with a key that is not known")
	assert.Contains(t, layersText(blind.Decode(tests[4].entry)), "encrypted_message to DemoServer on session 18532361…: 16 bytes sealed with a key that is not known")
}

func TestDecodeCNet(t *testing.T) {
	s := &station{}
	d := journal.NewDecoder([]cryptonet.PrivateKey{demoKey})
	d.Decode(s.frame(cryptonet.ConnectionRequest, false, value.String(demoSession)))
	ctcp := func(segment string) value.Value {
		return cnet.Packet{Protocol: "CTCP", Payload: unserialise(t, segment)}.Value()
	}
	const ends = "encrypted_message to DemoServer on session 18532361…"
	tests := []struct {
		name string
		v    value.Value
		want string
	}{
		{"SYN", ctcp(`{seqNumber=785,ackNumber=0,flags={true},protocol="CTTP"}`), "CNP: CTCP\nCTCP: seq 785, ack 0, SYN"},
		{"request", ctcp(`{seqNumber=785,ackNumber=662,flags={},protocol="CTTP",payload={requestMethod="GET",path="/path",header={},data={1}}}`),
			"CNP: CTCP\nCTCP: seq 785, ack 662\nCTTP: request GET /path, data [1]"},
		{"response", ctcp(`{seqNumber=786,ackNumber=663,flags={},protocol="CTTP",payload={statusCode=404,statusMessage="NOT_FOUND",header={a=1}}}`),
			"CNP: CTCP\nCTCP: seq 786, ack 663\nCTTP: response 404 NOT_FOUND, header {\"a\":1}"},
		{"registration", ctcp(`{seqNumber=1,ackNumber=2,flags={[5]=true},protocol="CLOG",payload={username="bob",passwordHash="secret"}}`),
			"CNP: CTCP\nCTCP: seq 1, ack 2, REG\nCLOG: register bob"},
		{"bad payload", ctcp(`{seqNumber=1,ackNumber=2,flags={},protocol="CTTP",payload={status=200}}`),
			"CNP: CTCP\nCTCP: seq 1, ack 2\nCTTP: neither a request nor a response: {\"status\":200}"},
		{"escapes", ctcp(`{seqNumber=1,ackNumber=2,flags={},protocol="CTTP",payload={requestMethod="\27[2J",path="/a b\n",header={}}}`),
			"CNP: CTCP\nCTCP: seq 1, ack 2\nCTTP: request \"\\u001b[2J\" \"/a b\\n\""},
		{"other protocol", cnet.Packet{Protocol: "X Y", Payload: value.Int(1)}.Value(), "CNP: \"X Y\"\npayload: 1"},
		{"v1 request", v1.NormalValue(v1.Request{Method: "POST", Path: "/made", Body: value.String("x")}.Value()),
			"CNet: message\nCttp: request POST /made, body \"x\""},
		{"v1 response", v1.NormalValue(v1.NotFound().Value()), "CNet: message\nCttp: response 404, body \"Not Found\""},
		{"v1 message", v1.NormalValue(value.Bool(true)), "CNet: message\nvalue: true"},
		{"v1 call", v1.SystemValue("frob", value.Int(1)), "CNet: system call frob, data 1"},
		{"value", value.Nil, "value: null"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			layers := d.Decode(s.says(false, test.v))
			require.Greater(t, len(layers), 2)
			assert.Equal(t, ends, layers[1].Text)
			assert.Equal(t, test.want, layersText(layers[2:]))
			plain := d.Decode(s.frame(cryptonet.UnsealedMessage, true, test.v))
			assert.Equal(t, test.want, layersText(plain[2:]))
			assert.Equal(t, "plain_message from DemoServer on session 18532361…", plain[1].Text)
		})
	}
}

func TestDecodeRednet(t *testing.T) {
	d := journal.NewDecoder(nil)
	message := transmit(unserialise(t, `{nMessageID=7,nRecipient=3,nSender=1,sProtocol="chat",message="hi\7"}`))
	assert.Equal(t, "rednet: id 7, to 3, from 1, protocol chat\npayload: \"hi\\u0007\"", layersText(d.Decode(message)))
	again := *message
	again.Channel = 65533
	assert.Equal(t, "rednet: id 7, to 3, from 1, protocol chat, for repeaters, the same as at 0.15s", layersText(d.Decode(&again)))
	again.Tick += 200
	assert.Equal(t, "rednet: id 7, to 3, from 1, protocol chat, for repeaters\npayload: \"hi\\u0007\"", layersText(d.Decode(&again)))
	assert.Equal(t, "payload: 5", layersText(d.Decode(transmit(value.Int(5)))))
	assert.Empty(t, d.Decode(&world.Entry{Kind: world.EntryRow, Text: "x"}))
}

func TestDecodedForms(t *testing.T) {
	e := transmit(unserialise(t, `{nMessageID=7,nRecipient=3,message="x"}`))
	layers := journal.NewDecoder(nil).Decode(e)
	assert.Equal(t, "     0.15s     #1  transmit  back: channel 5, reply 6, 2 receivers\n"+
		"                             rednet     id 7, to 3\n"+
		"                             payload    \"x\"", journal.DecodedText(e, layers))
	line := journal.AppendDecodedLine(nil, e, layers)
	assert.Equal(t, `{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,`+
		`"payload":{"nMessageID":7,"nRecipient":3,"message":"x"},"layers":[["rednet","id 7, to 3"],["payload","\"x\""]]}`+"\n", string(line))
	_, err := journal.ParseLine(line)
	assert.NoError(t, err, "it is still an entry")
	row := &world.Entry{Kind: world.EntryRow, Text: "x"}
	assert.Equal(t, journal.Text(row), journal.DecodedText(row, nil))
	assert.Equal(t, journal.AppendLine(nil, row), journal.AppendDecodedLine(nil, row, nil))
}

// A session's key is opened with the server's private key, and with it what the
// session says.
func ExampleDecoder() {
	s := &station{}
	d := journal.NewDecoder([]cryptonet.PrivateKey{demoKey})
	d.Decode(s.frame(cryptonet.ConnectionRequest, false, value.String(demoSession)))
	hello := s.sealed(cryptonet.SealedMessage, false, "06874d0cc757c185c03df002d8f0851b", "8884b3dcb30a96da4603152243a88464")
	for _, layer := range d.Decode(hello) {
		fmt.Println(layer.Name, "|", layer.Text)
	}
	// Output:
	// rednet | id 2, to 52459, protocol cryptoNet
	// CryptoNet | encrypted_message to DemoServer on session 18532361…
	// value | "Hello server!"
}

// FuzzDecode decodes whatever a frame may hold, and as an encrypted message.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{nMessageID=7,nRecipient=3,nSender=1,sProtocol="chat",message="hi"}`,
		`{nMessageID=7,nRecipient=3,sProtocol="cryptoNet",message={msgType="connection_request",target="DemoServer",message="` + demoSession + `"}}`,
		`{nMessageID=8,nRecipient=3,sProtocol="cryptoNet",message={msgType="encrypted_message",target="DemoServer",sender="` + demoSession + `",message={{1,2,3},{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}}}}`,
		`{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={"FIN"},protocol="\27",payload={}}}`,
		`{"system",{"a",{"b"}}}`, `{"normal",{method="GET",path="/",body={}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := value.Unserialise(text)
		if err != nil {
			return
		}
		s := &station{}
		d := journal.NewDecoder([]cryptonet.PrivateKey{demoKey})
		entries := []*world.Entry{
			transmit(v), s.frame(cryptonet.ConnectionRequest, false, value.String(demoSession)), s.says(true, v),
			s.frame(cryptonet.ConnectionRequest, false, v), s.frame(cryptonet.SealedMessage, false, v), s.frame(cryptonet.CertificateResponse, true, v),
			s.frame("other", false, v), transmit(v),
		}
		for _, e := range entries {
			layers := d.Decode(e)
			for _, l := range layers {
				for _, r := range l.Name + l.Text {
					if r < ' ' || r == 127 {
						t.Fatalf("a control character in %q", l)
					}
				}
			}
			if _, err := journal.ParseLine(journal.AppendDecodedLine(nil, e, layers)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// BenchmarkDecode decodes a request that is encrypted.
func BenchmarkDecode(b *testing.B) {
	s := &station{}
	d := journal.NewDecoder([]cryptonet.PrivateKey{demoKey})
	d.Decode(s.frame(cryptonet.ConnectionRequest, false, value.String(demoSession)))
	request := cnet.Request{Method: "GET", Path: "/path"}.Value()
	segment := cnet.Segment{Numbers: cnet.Numbers{Seq: 1, Ack: 2}, Protocol: value.String("CTTP"), Payload: request}
	e := s.says(false, cnet.Packet{Protocol: "CTCP", Payload: segment.Value()}.Value())
	for b.Loop() {
		e.Tick += 200 // a new message, not one that is sent again
		if layers := d.Decode(e); len(layers) != 5 {
			b.Fatal(layers)
		}
	}
}

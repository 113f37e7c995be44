package journal

import (
	"strings"

	"ccnet/cryptonet"
	"ccnet/value"
	"ccnet/world"
)

// Layer is one layer of a frame, as people read it.
type Layer struct {
	Name string // of the protocol: rednet, CryptoNet, CTCP, …
	Text string // what the layer says, in one line without control characters
}

// Frame is what protocols are asked to read: a frame of the ether, or what an
// envelope in it has held.
type Frame struct {
	Tick     world.Tick
	Computer int    // who has sent it
	Modem    string // by which modem
	Channel  int
	Reply    int
	Rednet   string // the rednet protocol, if Payload has come in rednet's envelope
	Payload  value.Value
}

// Protocol reads the frames of one family of protocols. It is given all frames of a
// journal in their order, and may remember what it needs to read later ones, within
// bounds. What it does not know is not its own: ok is false.
type Protocol interface {
	Read(f Frame) (layers []Layer, ok bool)
}

// Decoder shows frames by layer: rednet's envelope, CryptoNet's message, and, where a
// key to it is known, what the message says in cNet's protocols. It must see all
// frames of a journal in their order, those too that are not shown, because keys are
// agreed on in the frames before.
type Decoder struct {
	rednet    rednetLog
	protocols []Protocol
}

// NewDecoder returns a Decoder that knows the private keys of servers. Each opens the
// connections that clients have made with its server.
func NewDecoder(keys []cryptonet.PrivateKey) *Decoder {
	return &Decoder{protocols: []Protocol{newCryptoNetLog(keys), rttpLog{}}}
}

// Decode returns the layers of an entry of kind transmit, the outermost first; of
// others there are none.
func (d *Decoder) Decode(e *world.Entry) []Layer {
	if e.Kind != world.EntryTransmit {
		return nil
	}
	f := Frame{Tick: e.Tick, Computer: e.Computer, Modem: e.Name, Channel: e.Channel, Reply: e.Reply, Payload: e.Payload}
	var layers []Layer
	if envelope, inner, again, ok := d.rednet.read(f); ok {
		layers = append(layers, envelope)
		if again {
			return layers // what it holds has been told
		}
		f = inner
	}
	for _, p := range d.protocols {
		if more, ok := p.Read(f); ok {
			return append(layers, more...)
		}
	}
	return append(layers, valueLayer("payload", f.Payload))
}

// DecodedText is Text with the frame's layers, one in each further line, in the place
// of its payload.
func DecodedText(e *world.Entry, layers []Layer) string {
	if len(layers) == 0 {
		return Text(e)
	}
	var b strings.Builder
	b.WriteString(entryText(e))
	for _, l := range layers {
		b.WriteString("\n" + strings.Repeat(" ", 29))
		b.WriteString(l.Name)
		b.WriteString(strings.Repeat(" ", max(1, 11-len(l.Name))))
		b.WriteString(l.Text)
	}
	return b.String()
}

// AppendDecodedLine is AppendLine with the frame's layers as a field "layers", a list
// of pairs.
func AppendDecodedLine(out []byte, e *world.Entry, layers []Layer) []byte {
	out = AppendLine(out, e)
	if len(layers) == 0 {
		return out
	}
	out = append(out[:len(out)-len("}\n")], `,"layers":[`...)
	for i, l := range layers {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendText(append(out, '['), l.Name), ',')
		out = append(appendText(out, l.Text), ']')
	}
	return append(out, "]}\n"...)
}

// valueLayer shows a value that no protocol knows.
func valueLayer(name string, v value.Value) Layer { return Layer{name, payloadText(v)} }

// shown shows a string of a frame, which may hold anything.
func shown(s string) string {
	const most = 120
	cut := ""
	if len(s) > most {
		s, cut = s[:most], "…"
	}
	plain := s != ""
	for i := range len(s) {
		plain = plain && s[i] > ' ' && s[i] < 127 && s[i] != '"' && s[i] != ','
	}
	if plain {
		return s + cut
	}
	return string(appendBytes(nil, s)) + cut
}

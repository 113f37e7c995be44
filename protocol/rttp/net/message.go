package net

import (
	"errors"
	"math"
	"slices"
	"strings"

	"ccnet/value"
)

// Message is a message of the network.
type Message struct {
	Origin, Dest Address
	Port         int
	Header       *value.Table // not nil
	Body         value.Value
	ID           float64
}

// Kinds of messages of the network itself: header.type.
const (
	TypeRequest      = "net.ip.req"
	TypeOffer        = "net.ip.req.return"
	TypeAccept       = "net.ip.acp"
	TypeAccepted     = "net.ip.acp.return"
	TypeRenew        = "net.ip.renew"
	TypeRenewed      = "net.ip.renew.return"
	TypeCheck        = "net.ip.check"
	TypeFound        = "net.ip.found"
	TypeChangeHost   = "net.ip.changeHost"
	TypeLookup       = "net.dns.get"
	TypeLookupReturn = "net.dns.get.return"
	TypePing         = "ping"
	TypePong         = "ping-return"
)

// Why a payload is no message.
var (
	errNoTable  = errors.New("not a table")
	errNoOrigin = errors.New("no origin")
	errNoDest   = errors.New("no destination")
	errNoHeader = errors.New("no header")
	errNoID     = errors.New("no msgid")
	errPort     = errors.New("not a port of the network")
)

// Decode reads a message that arrived on a channel, which is its port.
func Decode(channel int, payload value.Value) (Message, error) {
	t := payload.AsTable()
	if t == nil {
		return Message{}, errNoTable
	}
	if channel < minPort || channel > maxPort {
		return Message{}, errPort
	}
	m := Message{Port: channel}
	var hasID, origin, dest bool
	for _, e := range t.Entries() {
		key, _ := e.Key.AsString()
		switch key {
		case "origin":
			m.Origin, origin = AddressOf(e.Value)
		case "dest":
			m.Dest, dest = AddressOf(e.Value)
		case "header":
			m.Header = e.Value.AsTable()
		case "body":
			m.Body = e.Value
		case "msgid":
			m.ID, hasID = e.Value.AsNumber()
		}
	}
	switch {
	case !origin || m.Origin == Broadcast:
		return Message{}, errNoOrigin
	case !dest:
		return Message{}, errNoDest
	case m.Header == nil:
		return Message{}, errNoHeader
	case !hasID || math.IsNaN(m.ID) || math.IsInf(m.ID, 0):
		return Message{}, errNoID
	}
	return m, nil
}

// Value is m as it travels.
func (m Message) Value() value.Value {
	return value.Record(
		value.Entry{Key: keyOrigin, Value: m.Origin.Value()},
		value.Entry{Key: keyDest, Value: m.Dest.Value()},
		value.Entry{Key: keyPort, Value: value.Int(m.Port)},
		value.Entry{Key: keyHeader, Value: value.FromTable(m.Header)},
		value.Entry{Key: keyBody, Value: m.Body},
		value.Entry{Key: keyID, Value: value.Number(m.ID)},
	)
}

// The fields of a message.
var (
	keyOrigin = value.String("origin")
	keyDest   = value.String("dest")
	keyPort   = value.String("port")
	keyHeader = value.String("header")
	keyBody   = value.String("body")
	keyID     = value.String("msgid")
)

// Type is the kind of message, header.type.
func (m Message) Type() string { return m.Text("type") }

// Text is a text of the header, empty if it is none.
func (m Message) Text(field string) string {
	s, _ := m.Header.Field(field).AsString()
	return s
}

// Short is a text of the header that may be repeated in a reply: of at most 255 bytes,
// else empty.
func (m Message) Short(field string) string {
	if s := m.Text(field); len(s) <= maxName {
		return s
	}
	return ""
}

// Visible is s with question marks for control characters, which would make a screen or
// a log say what they like.
func Visible(s string) string {
	control := func(c byte) bool { return c < ' ' || c == 127 }
	if !slices.ContainsFunc([]byte(s), control) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if control(c) {
			b[i] = '?'
		}
	}
	return string(b)
}

// Table makes a table of keys, which are strings, and values, which are value.Values
// or strings, in turn. Nil is left out.
func Table(pairs ...any) *value.Table {
	entries := make([]value.Entry, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		v, _ := pairs[i+1].(value.Value)
		if s, text := pairs[i+1].(string); text {
			v = value.String(s)
		}
		entries = append(entries, value.Entry{Key: value.String(pairs[i].(string)), Value: v})
	}
	return value.Record(entries...).AsTable()
}

// With is t with a field set, or taken away if v is nil. Tables are not changed.
func With(t *value.Table, field string, v value.Value) *value.Table {
	key := value.String(field)
	entries := append(make([]value.Entry, 0, t.Len()+1), t.Entries()...)
	i := slices.IndexFunc(entries, func(e value.Entry) bool { return e.Key == key })
	if i < 0 {
		i = len(entries)
		entries = append(entries, value.Entry{Key: key})
	}
	entries[i].Value = v
	return value.Record(entries...).AsTable()
}

// Headers that the network itself reads or writes.
const (
	fieldDomain       = "domain"
	fieldOriginDomain = "originDomain"
	fieldConID        = "conId"
	fieldDestConID    = "destConId"
	fieldPublicKey    = "publicKey"
	fieldEncrypted    = "encrypted"
	fieldLoopback     = "loopback"
)

// ReplyHeader is the header of a reply to m: it goes back the way that m came. What m
// has in the fields that are repeated counts only if it is short.
func (m Message) ReplyHeader(header *value.Table) *value.Table {
	header = With(header, fieldPublicKey, value.Nil)
	header = With(header, fieldEncrypted, value.Nil)
	if id, ok := Connection(m, fieldConID); ok && !id.IsNil() {
		header = With(header, fieldDestConID, id)
	}
	if domain := m.Short(fieldDomain); domain != "" {
		header = With(header, fieldOriginDomain, value.String(domain))
	}
	return header
}

// String is the message for logs: whence and whither, number, header and body.
func (m Message) String() string {
	var b strings.Builder
	b.WriteString(Visible(m.Origin.String()))
	b.WriteString(" -> ")
	b.WriteString(Visible(m.Dest.String()))
	b.WriteString(":" + value.FormatNumber(float64(m.Port)))
	b.WriteString(" | #" + value.FormatNumber(m.ID))
	if id, ok := Connection(m, fieldConID); ok && !id.IsNil() {
		b.WriteString(":" + Visible(scalarText(id)))
	}
	b.WriteString(" | " + jsonText(value.FromTable(m.Header)) + " : ")
	if body := m.Body.AsTable(); body != nil && body.Field("cipher").Truthy() {
		b.WriteString("cipher = " + jsonText(body.Field("cipher")))
		b.WriteString(",\nsig = " + jsonText(body.Field("sig")))
	} else {
		b.WriteString(ShownText(m.Body))
	}
	return b.String()
}

// Connection is the number that a NAT has given a connection, in header.conId or header.destConId, or nil, if it is one or the
// other; of foreign make, it may be a short text.
func Connection(m Message, field string) (value.Value, bool) {
	v := m.Header.Field(field)
	f, number := v.AsNumber()
	switch {
	case v.IsNil(), number && !math.IsNaN(f):
		return v, true
	}
	s, text := v.AsString()
	return v, text && len(s) <= maxAddress
}

func scalarText(v value.Value) string {
	if f, ok := v.AsNumber(); ok {
		return value.FormatNumber(f)
	}
	s, _ := v.AsString()
	return s
}

// maxShown is how long the header or body of a message may become in a log: small tables
// that hold each other often have endless texts.
const maxShown = 64 << 10

// jsonText is v as textutils.serialiseJSON writes it, or between angle brackets why it
// cannot.
func jsonText(v value.Value) string {
	text, err := value.SerialiseJSON(v, value.JSONOptions{AllowRepetitions: true, Most: maxShown})
	if err != nil {
		return "<" + err.Error() + ">"
	}
	return text
}

// TooLong stands where the header or body of a message would be too long for a log.
const TooLong = "<serialise: text too long>"

// LuaText is v as textutils.serialise writes it, or between angle brackets why it cannot.
func LuaText(v value.Value) string { return luaText(v, 0) }

// ShownText is LuaText for logs, of up to 64 KiB.
func ShownText(v value.Value) string { return luaText(v, maxShown) }

func luaText(v value.Value, most int) string {
	text, err := value.Serialise(v, value.SerialiseOptions{AllowRepetitions: true, Most: most})
	if err != nil {
		return "<" + err.Error() + ">"
	}
	return text
}

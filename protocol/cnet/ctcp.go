package cnet

import (
	"errors"
	"strings"

	"ccnet/value"
)

// Flags are the flags of a segment.
type Flags uint8

const (
	SYN Flags = 1 << iota // begins a connection
	ACK                   // acknowledges a segment
	FIN                   // ends a connection
	LOG                   // reserved; nobody sends it
	REG                   // registers a user
)

// flagNames are the flags by their numbers on the wire, minus 1.
var flagNames = [...]string{"SYN", "ACK", "FIN", "LOG", "REG"}

// Has tells whether f has all flags of g.
func (f Flags) Has(g Flags) bool { return f&g == g }

// String names the flags, ACK last, as in "SYN ACK" and "FIN ACK".
func (f Flags) String() string {
	var names []string
	for i, name := range flagNames {
		if f&^ACK&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if f.Has(ACK) {
		names = append(names, "ACK")
	}
	return strings.Join(names, " ")
}

func (f Flags) value() value.Value {
	t := value.NewTable(2)
	for i := range flagNames {
		if f&(1<<i) != 0 {
			t.Add(value.Int(i+1), value.Bool(true))
		}
	}
	return value.FromTable(t)
}

// parseFlags reads {[number] = true} and, as the documents write it, {"NAME", …}.
// Other entries are no flags.
func parseFlags(t *value.Table) Flags {
	var f Flags
	for _, e := range t.Entries() {
		if name, ok := e.Value.AsString(); ok {
			for i, known := range flagNames {
				if name == known {
					f |= 1 << i
				}
			}
			continue
		}
		if n, ok := e.Key.AsNumber(); ok && e.Value.Truthy() && n >= 1 && n <= float64(len(flagNames)) && n == float64(int(n)) {
			f |= 1 << (int(n) - 1)
		}
	}
	return f
}

// Numbers are what the client of a connection counts: the sequence and the
// acknowledgement number of its next message. The documents call them P and Q.
type Numbers struct{ Seq, Ack float64 }

// Next are the numbers for the message after a request.
func (n Numbers) Next() Numbers { return Numbers{n.Seq + 1, n.Ack + 2} }

// Segment is a message of CTCP.
type Segment struct {
	Numbers
	Flags    Flags
	Protocol value.Value // of the payload: a string, but answers echo whatever came
	Payload  value.Value // nil where there is none
}

// Value returns the segment as it travels, without its packet.
func (s Segment) Value() value.Value {
	t := value.NewTable(5)
	t.Add(value.String("seqNumber"), value.Number(s.Seq))
	t.Add(value.String("ackNumber"), value.Number(s.Ack))
	t.Add(value.String("flags"), s.Flags.value())
	if !s.Protocol.IsNil() {
		t.Add(value.String("protocol"), s.Protocol)
	}
	if !s.Payload.IsNil() {
		t.Add(value.String("payload"), s.Payload)
	}
	return value.FromTable(t)
}

// packet returns the segment in its packet.
func (s Segment) packet() value.Value { return Packet{ProtocolCTCP, s.Value()}.Value() }

var errSegment = errors.New("not a CTCP message: it needs seqNumber and ackNumber, numbers, and flags, a table")

// ParseSegment reads a segment.
func ParseSegment(v value.Value) (Segment, error) {
	t := v.AsTable()
	if t == nil {
		return Segment{}, errSegment
	}
	seq, seqOK := t.Field("seqNumber").AsNumber()
	ack, ackOK := t.Field("ackNumber").AsNumber()
	flags := t.Field("flags").AsTable()
	if !seqOK || !ackOK || flags == nil {
		return Segment{}, errSegment
	}
	return Segment{
		Numbers:  Numbers{seq, ack},
		Flags:    parseFlags(flags),
		Protocol: t.Field("protocol"),
		Payload:  t.Field("payload"),
	}, nil
}

package cnet

import (
	"errors"

	"ccnet/value"
)

// The names of the protocols.
const (
	ProtocolCTCP = "CTCP"
	ProtocolCTTP = "CTTP"
	ProtocolCLOG = "CLOG"
)

// Packet is a packet of CNP, the outermost layer: the name of the protocol that its
// payload belongs to, and the payload.
type Packet struct {
	Protocol string
	Payload  value.Value
}

// Value returns the packet as it travels.
func (p Packet) Value() value.Value {
	t := value.NewTable(2)
	t.Add(value.String("protocol"), value.String(p.Protocol))
	t.Add(value.String("payload"), p.Payload)
	return value.FromTable(t)
}

var errPacket = errors.New("not a CNP packet: it needs a protocol, a string, and a payload")

// ParsePacket reads a packet.
func ParsePacket(v value.Value) (Packet, error) {
	t := v.AsTable()
	if t == nil {
		return Packet{}, errPacket
	}
	protocol, ok := t.Field("protocol").AsString()
	payload := t.Field("payload")
	if !ok || payload.IsNil() {
		return Packet{}, errPacket
	}
	return Packet{protocol, payload}, nil
}

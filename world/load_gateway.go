package world

import (
	"math"
	"slices"
)

// gateway reads what the world says about its gateway.
func (l *loader) gateway(s *section) *GatewaySpec {
	spec := &GatewaySpec{
		Computer: int(s.integer("id", -1, 0, math.MaxInt32)),
		Chat:     s.text("chat"),
		Rooms:    s.texts("rooms"),
	}
	if path, taken := l.ids[spec.Computer]; taken {
		s.errorAt("id", "%s has this id already; the gateway is a computer of its own, and %d is free", path, l.freeID())
	}
	for _, room := range append([]string{spec.Chat}, spec.Rooms...) {
		if len(room) > maxRoom {
			s.errorAt("chat", "the name of a room has at most %d bytes", maxRoom)
		}
	}
	if chat := spec.Chat; chat != "" && slices.Contains(spec.Rooms, chat) {
		s.errorAt("rooms", "%q is the gateway's own room; rooms are those that computers host", chat)
	}
	for _, text := range s.texts("allow") {
		a, err := ParseAllowed(text)
		if err != nil {
			s.errorAt("allow", "%v", err)
			continue
		}
		spec.Allow = append(spec.Allow, a)
	}
	s.done()
	return spec
}

// maxRoom is how long the name of a chat room may be.
const maxRoom = 64

package journal

import (
	"fmt"

	"ccnet/cryptonet"
	"ccnet/value"
	"ccnet/world"
)

// rednetLog reads the envelopes of rednet messages, which CryptoNet uses as well, and
// knows a message that is sent again: to repeaters, by repeaters, on more modems.
type rednetLog struct {
	seen  map[float64]world.Tick // when messages were sent first, by their ids
	order []rednetID             // the same, by time
}

type rednetID struct {
	id float64
	at world.Tick
}

// How long the ids of messages are remembered, in ticks, and how many.
const (
	rednetMemory = 100
	rednetIDs    = 1 << 16
)

// read reads an envelope. Again tells that the message has been sent before.
func (l *rednetLog) read(f Frame) (envelope Layer, inner Frame, again, ok bool) {
	t := f.Payload.AsTable()
	if t == nil {
		return Layer{}, f, false, false
	}
	id, isID := t.Field("nMessageID").AsNumber()
	recipient, hasRecipient := t.Field("nRecipient").AsNumber()
	if !isID || !hasRecipient {
		return Layer{}, f, false, false
	}
	text := fmt.Sprintf("id %s, to %s", value.FormatNumber(id), value.FormatNumber(recipient))
	if sender, ok := t.Field("nSender").AsNumber(); ok {
		text += ", from " + value.FormatNumber(sender)
	}
	protocol, hasProtocol := t.Field("sProtocol").AsString()
	if hasProtocol {
		text += ", protocol " + shown(protocol)
	}
	if f.Channel == cryptonet.RepeatChannel {
		text += ", for repeaters"
	}
	first, again := l.note(f.Tick, id)
	if again {
		text += fmt.Sprintf(", the same as at %v", first)
	}
	inner = f
	inner.Rednet, inner.Payload = protocol, t.Field("message")
	if _, ok := cryptonet.EnvelopeFrom(f.Payload); ok {
		inner.Payload = f.Payload // CryptoNet reads the envelope too
	}
	return Layer{"rednet", text}, inner, again, true
}

// note notes a message, and tells when it was sent before.
func (l *rednetLog) note(now world.Tick, id float64) (first world.Tick, again bool) {
	if l.seen == nil {
		l.seen = make(map[float64]world.Tick)
	}
	for len(l.order) > 0 && (now-l.order[0].at > rednetMemory || len(l.order) >= rednetIDs) {
		delete(l.seen, l.order[0].id)
		l.order = l.order[1:]
	}
	if id != id { // NaN is nobody's key
		return 0, false
	}
	if first, again = l.seen[id]; again {
		return first, true
	}
	l.seen[id] = now
	l.order = append(l.order, rednetID{id, now})
	return 0, false
}

package gateway

import (
	"math/rand/v2"

	"ccnet/value"
	"ccnet/world"
)

// Channels of rednet.
const (
	rednetBroadcast  = 65535
	rednetRepeat     = 65533
	rednetIDChannels = 65500
)

// rednetMemory is for how many ticks a message is remembered, to know it when it comes
// a second time.
const rednetMemory = 190

// rednet is the gateway's end of rednet: it finds the messages among modem frames, and
// answers to the names that it hosts.
type rednet struct {
	c      *world.Computer
	modem  *world.Modem
	side   string
	random *rand.Rand
	seen   map[float64]world.Tick
	oldest []seenMessage
	hosted map[string]string // protocol -> name
}

type seenMessage struct {
	id float64
	at world.Tick
}

// packet is a message that has arrived.
type packet struct {
	sender   int
	message  value.Value
	protocol string
}

func (r *rednet) open() error {
	if err := r.modem.Open(r.c.ID() % rednetIDChannels); err != nil {
		return err
	}
	return r.modem.Open(rednetBroadcast)
}

// send transmits a message to a computer, or to rednetBroadcast.
func (r *rednet) send(recipient int, message value.Value, protocol string) {
	id := float64(1 + r.random.IntN(1<<31-2))
	r.remember(id)
	channel := recipient
	if channel != rednetBroadcast {
		channel %= rednetIDChannels
	}
	payload := table(
		"nMessageID", value.Number(id),
		"nRecipient", value.Int(recipient),
		"nSender", value.Int(r.c.ID()),
		"message", message,
		"sProtocol", value.String(protocol),
	)
	for _, channel := range [...]int{channel, rednetRepeat} {
		_ = r.modem.Transmit(r.c, r.side, channel, r.c.ID()%rednetIDChannels, payload) // channels are in range
	}
}

func (r *rednet) remember(id float64) {
	now := r.c.Now()
	for len(r.oldest) > 0 && r.oldest[0].at+rednetMemory < now {
		delete(r.seen, r.oldest[0].id)
		r.oldest = r.oldest[1:]
	}
	r.seen[id] = now
	r.oldest = append(r.oldest, seenMessage{id, now})
}

// receive takes a frame. It returns a message for the gateway if it brings one, and
// answers questions for names by itself.
func (r *rednet) receive(channel, reply int, payload value.Value) (packet, bool) {
	t := payload.AsTable()
	if t == nil || channel != rednetBroadcast && channel != r.c.ID()%rednetIDChannels {
		return packet{}, false
	}
	id, ok := t.Get(value.String("nMessageID")).AsNumber()
	recipient, hasRecipient := t.Get(value.String("nRecipient")).AsNumber()
	if _, known := r.seen[id]; !ok || id != id || known || hasRecipient && recipient != rednetBroadcast && recipient != float64(r.c.ID()) {
		return packet{}, false
	}
	r.remember(id)
	p := packet{sender: reply, message: t.Get(value.String("message"))}
	if sender, ok := t.Get(value.String("nSender")).AsNumber(); ok && sender >= 0 && sender < 1<<31 {
		p.sender = int(sender)
	}
	p.protocol, _ = t.Get(value.String("sProtocol")).AsString()
	if p.protocol == "dns" && r.lookup(p) {
		return packet{}, false
	}
	return p, true
}

// lookup answers a question for a name that the gateway hosts, and tells whether the
// message was a question.
func (r *rednet) lookup(p packet) bool {
	if text(p.message, "sType") != "lookup" {
		return false
	}
	protocol := text(p.message, "sProtocol")
	name, ok := r.hosted[protocol]
	if !ok {
		return true
	}
	asked := field(p.message, "sHostname")
	if wanted, named := asked.AsString(); named && wanted != name || !named && !asked.IsNil() {
		return true
	}
	r.send(p.sender, table(
		"sType", value.String("lookup response"),
		"sHostname", value.String(name),
		"sProtocol", value.String(protocol),
	), "dns")
	return true
}

// table makes a table of keys, which are strings, and values in turn. Nil values are
// left out.
func table(pairs ...any) value.Value {
	t := value.NewTable(len(pairs) / 2)
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1].(value.Value); !v.IsNil() {
			t.Add(value.String(pairs[i].(string)), v)
		}
	}
	return value.FromTable(t)
}

// field is a field of a table, nil if v is none.
func field(v value.Value, name string) value.Value {
	if t := v.AsTable(); t != nil {
		return t.Get(value.String(name))
	}
	return value.Nil
}

// text is a field of a table that is a string, empty if it is not.
func text(v value.Value, name string) string {
	s, _ := field(v, name).AsString()
	return s
}

// number is a field of a table that is a whole number.
func number(v value.Value, name string) (int, bool) {
	f, ok := field(v, name).AsNumber()
	if !ok || f != float64(int64(f)) || f < -(1<<53) || f > 1<<53 {
		return 0, false
	}
	return int(f), true
}

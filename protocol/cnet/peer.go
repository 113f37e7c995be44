package cnet

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"ccnet/value"
)

// Config sets up a Peer. Its zero value is usable.
type Config struct {
	// Random draws the numbers that connections begin with. Without it, or if it
	// fails, they count from 1.
	Random io.Reader
	// HandlerTimeout is how long the answer to a request may take before the request
	// is forgotten; 10 minutes if 0.
	HandlerTimeout time.Duration
	// IdleTimeout has the socket closed when the other end has sent nothing for so
	// long and nothing is under way; 0 for never, as in the original. The first call
	// of the peer, which may be Tick, starts the time.
	IdleTimeout time.Duration
	// MaxRequests is how many requests may be waiting for their answers; 64 if 0.
	// Others are answered with SERVICE_UNAVAILABLE.
	MaxRequests int
}

// lingering is how long a peer waits for the socket to be closed after the other
// end has said that it will.
const lingering = 10 * time.Second

// Peer is one end of a CryptoNet socket that speaks cNet, as server or client or both.
// All its methods take the time since some beginning, which must not run backwards,
// and return at once. It is not for several goroutines.
type Peer struct {
	cfg     Config
	counted int // numbers given out without Random

	calls    []*call // under way, by age
	lastCall CallID

	open        []*openRequest // waiting for their answers, by age
	lastRequest RequestID
	memory      memory

	started, closed bool
	heard           time.Duration // when the last message came
	linger          time.Duration // when to stop waiting for the socket's end
}

// NewPeer returns the peer of a new socket.
func NewPeer(cfg Config) *Peer {
	if cfg.HandlerTimeout <= 0 {
		cfg.HandlerTimeout = 10 * time.Minute
	}
	if cfg.MaxRequests <= 0 {
		cfg.MaxRequests = 64
	}
	return &Peer{cfg: cfg, linger: NoDeadline}
}

// Handle takes a value that has come on the socket, encrypted. Whatever it is, it does
// no harm.
func (p *Peer) Handle(now time.Duration, message value.Value) Step {
	p.begin(now)
	var step Step
	if p.closed {
		return p.finish(now, step)
	}
	p.heard = now
	packet, err := ParsePacket(message)
	switch {
	case err != nil:
		step.note("%v", err)
		return p.finish(now, step)
	case packet.Protocol != ProtocolCTCP:
		step.note("unknown protocol %s", quote(packet.Protocol))
		return p.finish(now, step)
	}
	segment, err := ParseSegment(packet.Payload)
	if err != nil {
		step.note("%v", err)
		return p.finish(now, step)
	}
	p.segment(now, &step, segment)
	return p.finish(now, step)
}

// Tick tells the time. It is due at the deadline of the last Step, and harmless before.
func (p *Peer) Tick(now time.Duration) Step {
	p.begin(now)
	return p.finish(now, Step{})
}

// Closed tells that the socket is gone. All calls end.
func (p *Peer) Closed(now time.Duration) Step {
	p.begin(now)
	var step Step
	p.closed = true
	p.failCalls(&step, ErrClosed)
	p.open, p.memory = nil, memory{}
	return p.finish(now, step)
}

func (p *Peer) begin(now time.Duration) {
	if !p.started {
		p.started, p.heard = true, now
	}
}

// finish lets time pass and says when to go on.
func (p *Peer) finish(now time.Duration, step Step) Step {
	step.Deadline = NoDeadline
	if p.closed {
		return step
	}
	p.expireCalls(now, &step)
	p.expireRequests(now, &step)
	idle := NoDeadline
	if p.cfg.IdleTimeout > 0 && len(p.calls) == 0 && len(p.open) == 0 {
		idle = after(p.heard, p.cfg.IdleTimeout)
	}
	if now >= p.linger || now >= idle {
		step.Close = true
	}
	if step.Close {
		p.closed = true
		p.failCalls(&step, ErrClosed)
		p.open, p.memory = nil, memory{}
		return step
	}
	step.Deadline = min(p.linger, idle)
	for _, c := range p.calls {
		step.Deadline = min(step.Deadline, c.deadline)
	}
	for _, r := range p.open {
		step.Deadline = min(step.Deadline, r.deadline)
	}
	return step
}

// segment handles one segment: first what it acknowledges, then the automatic answer,
// then its payload.
func (p *Peer) segment(now time.Duration, step *Step, s Segment) {
	if s.Flags.Has(ACK) {
		p.acknowledged(now, step, s)
	}
	if s.Flags != ACK {
		p.linger = NoDeadline
	}
	if s.Flags.Has(REG) && s.Flags&(SYN|ACK|FIN) == 0 {
		p.registration(now, step, s)
		return
	}
	if flags := automaticAnswer(s.Flags); flags != 0 {
		if s.Ack == 0 {
			s.Ack = p.number()
		}
		step.Send = append(step.Send, Segment{Numbers: Numbers{s.Ack, s.Seq + 1}, Flags: flags, Protocol: echo(s.Protocol)}.packet())
		switch {
		case flags.Has(SYN):
			step.Events = append(step.Events, Connected{})
		case flags.Has(FIN):
			step.Events = append(step.Events, Finished{})
			p.linger = after(now, lingering)
		}
	}
	if !s.Payload.IsNil() {
		p.payload(now, step, s)
	}
}

// echo returns the protocol of a segment as its answer names it.
func echo(protocol value.Value) value.Value {
	if protocol.Kind() != value.KindString {
		return value.Nil
	}
	return protocol
}

// automaticAnswer returns the flags of the answer to a segment, 0 for none. REG
// alone is answered when the user has been added.
func automaticAnswer(f Flags) Flags {
	switch {
	case f.Has(SYN) && !f.Has(ACK):
		return SYN | ACK
	case f.Has(FIN) && !f.Has(ACK) && !f.Has(SYN):
		return FIN | ACK
	case f == ACK, f == ACK|LOG:
		return 0
	}
	return ACK
}

// number draws a number for a connection to begin with.
func (p *Peer) number() float64 {
	if p.cfg.Random != nil {
		var b [4]byte
		if _, err := io.ReadFull(p.cfg.Random, b[:]); err == nil {
			return float64(1 + binary.LittleEndian.Uint32(b[:])%1000)
		}
	}
	p.counted++
	return float64(1 + (p.counted-1)%1000)
}

func (s *Step) note(format string, args ...any) {
	s.Events = append(s.Events, Note{fmt.Sprintf(format, args...)})
}

// quote shows a string of the other end, cut to a readable length.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

// remove takes the first element that fits out of list.
func remove[T any](list []T, fits func(T) bool) ([]T, T, bool) {
	i := slices.IndexFunc(list, fits)
	if i < 0 {
		var none T
		return list, none, false
	}
	found := list[i]
	return slices.Delete(list, i, i+1), found, true
}

package world

import (
	"fmt"

	"ccnet/value"
)

// InStep has no computer of a world run ahead.
func InStep(o Options) Options {
	o.inStep = true
	return o
}

// TurnsAhead is how many turns a computer has taken ahead of the others so far.
func TurnsAhead(w *World) int { return w.ahead.turns }

// InOneLane tells whether two computers never run at the same time.
func InOneLane(a, b *Computer) bool { return a.lane != nil && a.lane == b.lane }

// AuditQueues looks for events that are counted but not there, or there but not
// counted, between rounds.
func AuditQueues(w *World) error {
	for _, c := range w.computers {
		if err := c.queue.audit(); err != nil {
			return fmt.Errorf("computer %d: %w", c.id, err)
		}
		switch {
		case c.state == stateOff && (c.queue.n != 0 || c.queue.bytes != 0 || c.queue.ring != nil):
			return fmt.Errorf("computer %d is off and has %d events", c.id, c.queue.n)
		case c.held.ring != nil:
			return fmt.Errorf("computer %d holds %d events", c.id, c.held.n)
		case c.late < 0 || c.lateBytes < 0 || c.late == 0 && c.lateBytes != 0:
			return fmt.Errorf("computer %d: %d late events of %d bytes", c.id, c.late, c.lateBytes)
		}
	}
	return nil
}

func (q *queue) audit() error {
	bytes := 0
	for i := range q.ring {
		p := &q.ring[(q.first+i)&(len(q.ring)-1)]
		switch {
		case i < q.n && p.message != nil:
			bytes += p.message.size
		case i < q.n:
			bytes += p.event.size
		case p.message != nil || p.listener != nil || p.event != nil && p.event.Args != nil:
			return fmt.Errorf("place %d is free and keeps an event", i)
		}
	}
	for i, v := range q.args {
		if v != value.Nil {
			return fmt.Errorf("argument %d is kept", i)
		}
	}
	if q.bytes != bytes || q.taken > q.n {
		return fmt.Errorf("%d of %d places taken, %d bytes counted, %d there", q.taken, q.n, q.bytes, bytes)
	}
	return nil
}

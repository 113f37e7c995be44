package world

import (
	"context"
	"time"
)

// Pacer ties virtual time to another clock.
type Pacer interface {
	// Wait blocks until tick t may happen, until ctx is done, or until rung can be
	// received from; it returns the tick that is due by then, at most t.
	Wait(ctx context.Context, t Tick, rung <-chan struct{}) (Tick, error)
}

// RealTime returns a Pacer for people: a tick takes 50 ms of the host's time. The
// clock starts with the first Wait. A world that falls behind catches up.
func RealTime() Pacer { return &realTime{} }

type realTime struct{ start time.Time }

func (p *realTime) Wait(ctx context.Context, t Tick, rung <-chan struct{}) (Tick, error) {
	if p.start.IsZero() {
		p.start = time.Now()
	}
	wait := t.Duration() - time.Since(p.start)
	if wait <= 0 {
		return t, nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return t, nil
	case <-rung:
		return min(t, Tick(time.Since(p.start)*TicksPerSecond/time.Second)), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

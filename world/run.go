package world

import (
	"context"
	"math"
)

// Run lets the world live until its Spec says that it ends, or ctx does. It is
// called once; to go on by hand, use Advance.
//
// A world that waits for something that cannot happen any more (all programs wait
// for events, and nothing is due) ends by its limit at once, or as idle if it has
// none. With a Pacer it waits for Do instead.
func (w *World) Run(ctx context.Context) (Result, error) {
	limit, until := w.spec.Limit, w.spec.Until.orDefault()
	if limit == 0 {
		limit = math.MaxInt64 - 1
	}
	if w.replay != nil {
		limit, until = w.replay.End, w.replay.until()
	}
	reason, err := w.live(ctx, limit, until)
	if err != nil {
		return Result{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if reason == ReasonIdle && w.replay == nil && w.spec.Limit != 0 && w.spec.Until != UntilIdle && !(w.spec.Until.orDefault() == UntilPrograms && !w.anyRuns()) {
		reason = ReasonLimit
	}
	if reason == ReasonLimit {
		w.now = max(w.now, limit)
	}
	w.end(reason)
	return w.result(reason), nil
}

// Advance lets the world live until tick to is over, or until nothing is left to
// do before, and then sets the clock there. It does not ask what the Spec says
// about the end. If ctx ends before, it returns its error; the next call goes on from
// there. To see what has become of the world so far, use Result.
func (w *World) Advance(ctx context.Context, to Tick) error {
	reason, err := w.live(ctx, to, UntilIdle)
	switch {
	case err != nil:
		return err
	case reason == ReasonStopped:
		return ctx.Err()
	}
	w.catchUp(to) // nothing is due before
	return nil
}

// Result is what has become of the world so far.
func (w *World) Result() Result {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.result(ReasonClosed)
}

// live does what there is to do up to limit, or until the world is finished.
func (w *World) live(ctx context.Context, limit Tick, until Until) (Reason, error) {
	w.until = until
	for {
		if ctx.Err() != nil {
			return ReasonStopped, nil
		}
		reason, next, done := w.someRounds(ctx, limit)
		if done {
			return reason, nil
		}
		if w.replay != nil {
			if err := w.missed(); err != nil {
				return "", err
			}
		}
		pacer := w.options.Pacer
		switch {
		case pacer == nil && next == never:
			return ReasonIdle, nil
		case pacer == nil && next > limit:
			return ReasonLimit, nil
		case pacer == nil:
			continue
		case w.replay != nil && w.replay.idle(w.now, next):
			return ReasonIdle, nil
		case next > limit && w.now >= limit:
			return ReasonLimit, nil
		}
		reached, err := pacer.Wait(ctx, min(next, limit), w.inbox.rung)
		if err != nil {
			if ctx.Err() != nil {
				return ReasonStopped, nil
			}
			return "", err
		}
		w.catchUp(min(reached, next, limit))
	}
}

// breather is how many rounds pass before others get a look at the world.
const breather = 64

// someRounds goes on for some rounds. It returns the tick to go on at, which with
// a Pacer may be in the future.
func (w *World) someRounds(ctx context.Context, limit Tick) (reason Reason, next Tick, done bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begin()
	for range breather {
		if ctx.Err() != nil { // a round can take long
			break
		}
		w.readInbox()
		if w.replay != nil && w.replay.over(w.now, w.rounds) {
			return w.replay.Reason, 0, true
		}
		if reason, done = w.finished(); done {
			return reason, 0, true
		}
		if !w.tickIsOver() {
			w.round()
			continue
		}
		w.publish()
		next = w.nextDue()
		if next > limit || next == never || w.options.Pacer != nil {
			return "", next, false
		}
		w.beginTick(next)
	}
	return "", w.now, false
}

// catchUp begins tick t if something is due then; otherwise the clock alone goes
// there.
func (w *World) catchUp(t Tick) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case t <= w.now:
	case w.nextDue() <= t:
		w.beginTick(t)
	default: // who is under way stays where they were, for nobody has come to look
		w.now = t
		w.rounds = 0
	}
}

// tickIsOver tells whether there are no more rounds in this tick.
func (w *World) tickIsOver() bool {
	return len(w.ready) == 0 && w.ahead.n == 0 || w.rounds >= RoundsPerTick
}

func (u Until) orDefault() Until {
	if u == "" {
		return UntilPrograms
	}
	return u
}

func (w *World) anyRuns() bool {
	for _, c := range w.computers {
		if c.awaited() {
			return true
		}
	}
	return false
}

// finished tells whether the world has come to the end that it lives to see. A
// world of programs is over when all have ended and none is about to start again.
func (w *World) finished() (Reason, bool) {
	switch w.until {
	case UntilPrograms:
		if w.running == 0 && w.anyRuns() && !w.starting() {
			return ReasonPrograms, true
		}
	case UntilExpect:
		if w.expecting == 0 {
			return ReasonExpect, true
		}
	}
	return "", false
}

// starting tells whether a computer is to be switched on.
func (w *World) starting() bool {
	for _, c := range w.computers {
		if c.awaited() && c.wantsOn {
			return true
		}
	}
	for _, a := range w.actions[w.nextAction:] {
		if _, on := a.Do.(TurnOn); on {
			return true
		}
	}
	return false
}

// await has the world wait for the end of a computer's program.
func (w *World) await(c *Computer) {
	if c.awaited() && !c.counts {
		c.counts = true
		w.running++
	}
}

// ended notes that a program has come to its end.
func (w *World) ended(c *Computer) {
	if c.counts {
		c.counts = false
		w.running--
	}
}

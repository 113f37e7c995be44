package world

import (
	"context"
	"errors"
	"fmt"
)

// Replay is what must be known of a run, beside its Spec and its seed, to repeat it:
// what came from outside, and how it ended. journal.ReadReplay reads it.
//
// A run that was stopped from outside while it ran in virtual time, by its context or
// by Close, can be repeated but for its last rows; one that was paced, altogether.
type Replay struct {
	Inputs []Input // in the order in which they came
	End    Tick    // when it ended, or the last that is known of it
	Round  int     // how many rounds of that tick were over, if it was stopped
	Reason Reason  // why it ended; empty if that is not known: then the replay goes on to the end of tick End
}

// fromOutside tells whether a world ended because somebody wanted it to.
func (r Reason) fromOutside() bool { return r == ReasonStopped || r == ReasonClosed }

// replay is a Replay under way. It is the world's Pacer: it stops the clock wherever
// something came from outside.
type replay struct {
	Replay
	next int // the next of the inputs
}

// Wait lets the clock go on to the next moment that came from outside.
func (r *replay) Wait(_ context.Context, t Tick, _ <-chan struct{}) (Tick, error) {
	if moment, _, ok := r.moment(); ok {
		return min(t, moment), nil
	}
	return t, nil
}

// moment is when the next thing came from outside: an input, or the end.
func (r *replay) moment() (tick Tick, round int, ok bool) {
	switch {
	case r.next < len(r.Inputs):
		in := &r.Inputs[r.next]
		return in.Tick, in.Round, true
	case r.Reason.fromOutside():
		return r.End, r.Round, true
	}
	return 0, 0, false
}

// over tells whether it is now that the run was stopped.
func (r *replay) over(now Tick, rounds int) bool {
	return r.next == len(r.Inputs) && r.Reason.fromOutside() && now == r.End && rounds == r.Round
}

// idle tells whether the run ended here because nothing could happen any more.
func (r *replay) idle(now, next Tick) bool {
	return next == never && r.next == len(r.Inputs) && r.Reason == ReasonIdle && now == r.End
}

// until is what ended the run, of what can end it from within.
func (r *replay) until() Until {
	switch r.Reason {
	case ReasonPrograms:
		return UntilPrograms
	case ReasonExpect:
		return UntilExpect
	}
	return UntilNever
}

// repeatInputs does what came in at this moment.
func (w *World) repeatInputs() {
	r := w.replay
	for r.next < len(r.Inputs) {
		in := &r.Inputs[r.next]
		if in.Tick != w.now || in.Round != w.rounds {
			return
		}
		r.next++
		w.fromOutside(in.Computer, in.Do)
	}
}

// ErrReplay is the error of a run that is not the one that a Replay is of.
var ErrReplay = errors.New("this is not the run that is to be repeated")

// missed is the error if the world has gone past a moment of the run that it repeats.
func (w *World) missed() error {
	r := w.replay
	tick, round, ok := r.moment()
	if !ok || tick > w.now || tick == w.now && (round > w.rounds && !w.tickIsOver() || round == w.rounds) {
		return nil
	}
	what := "its end"
	if r.next < len(r.Inputs) {
		what = fmt.Sprintf("input %d of %d", r.next+1, len(r.Inputs))
		if line := r.Inputs[r.next].Line; line > 0 {
			what += fmt.Sprintf(" (line %d)", line)
		}
	}
	return fmt.Errorf("%w: %s came after round %d of %v, where the world is at round %d of %v", ErrReplay, what, round, tick, w.rounds, w.now)
}

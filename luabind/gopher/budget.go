package gopher

import (
	"context"
	"errors"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// budget counts what a computer does while it handles an event, in instructions.
type budget struct {
	soft, hard int64
	left       int64
	spent      int64 // before left was set last
	warned     bool  // the soft limit has been passed
}

// begin starts a new event.
func (b *budget) begin() { b.left, b.spent, b.warned = b.soft, 0, false }

// used is how many instructions the event has taken.
func (b *budget) used() int64 {
	if b.warned {
		return b.spent + b.hard - b.left
	}
	return b.soft - b.left
}

var errTooLong = errors.New("Too long without yielding")

// closed is what Done returns when the budget is used up.
var closed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// A strand is a state on which a coroutine, or a protected call within one, runs. It
// is also the context of its state: gopher-lua asks a context before every
// instruction whether it is done, so Done is where instructions are counted.
type strand struct {
	engine *engine
	state  *lua.LState
	caller *lua.LState // of the protected call, nil at the bottom of a coroutine
}

var _ context.Context = (*strand)(nil)

// Done implements context.Context.
func (s *strand) Done() <-chan struct{} {
	b := &s.engine.budget
	b.left--
	if b.left >= 0 {
		return nil
	}
	s.engine.exhausted()
	return closed
}

// Err implements context.Context: it is what the engine raises.
func (s *strand) Err() error { return errTooLong }

// Deadline implements context.Context.
func (s *strand) Deadline() (time.Time, bool) { return time.Time{}, false }

// Value implements context.Context.
func (s *strand) Value(any) any { return nil }

// exhausted is called when the budget is used up. The first time there is some more,
// and an error is to be raised; the second time it does not return.
func (e *engine) exhausted() {
	b := &e.budget
	if b.warned {
		e.aborted = true
		e.running.park()
	}
	b.warned = true
	b.spent = b.soft - b.left
	b.left = b.hard
}

// charge counts n instructions that a function in Go stands for.
func (e *engine) charge(L *lua.LState, n int) {
	e.budget.left -= int64(n)
	if e.budget.left < 0 {
		e.exhausted()
		e.fail(L, "%s", errTooLong)
	}
}

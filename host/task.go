package host

import (
	"iter"
	"slices"
	"time"
)

// task is a function that may wait: a coroutine.
type task struct {
	resume func() (struct{}, bool)
	stop   func()
	yield  func(struct{}) bool
	turn   int // how often it has waited: a wake-up is for one turn
}

// closing unwinds a task whose computer goes off.
type closing struct{}

// Go begins a function beside the one that calls it, or from an event's handler.
// An error crashes the computer.
func (h *Host) Go(do func() error) {
	t := new(task)
	seq := func(yield func(struct{}) bool) {
		defer func() {
			if r := recover(); r != nil && r != (closing{}) {
				panic(r)
			}
		}()
		t.yield = yield
		if err := do(); err != nil && h.err == nil {
			h.err = err
		}
	}
	t.resume, t.stop = iter.Pull(iter.Seq[struct{}](seq))
	h.tasks = append(h.tasks, t)
	h.ready = append(h.ready, t)
}

// run lets a task go on until it waits or ends.
func (h *Host) run(t *task) {
	before := h.current
	h.current = t
	_, waits := t.resume()
	h.current = before
	if !waits {
		h.tasks = slices.DeleteFunc(h.tasks, func(o *task) bool { return o == t })
	}
}

// signal is something that tasks wait for.
type signal struct{ waiting []wakeUp }

// wakeUp is a turn of a task that waits.
type wakeUp struct {
	task *task
	turn int
}

// stale tells whether the task has gone on otherwise.
func (w wakeUp) stale() bool { return w.task.turn != w.turn }

// add lets a task wait. Those who have gone on because their time was up are
// forgotten now and then.
func (s *signal) add(w wakeUp) {
	if len(s.waiting) >= 8 && len(s.waiting) == cap(s.waiting) {
		s.waiting = slices.DeleteFunc(s.waiting, wakeUp.stale)
	}
	s.waiting = append(s.waiting, w)
}

// fire wakes all who wait.
func (h *Host) fire(s *signal) {
	for _, w := range s.waiting {
		h.wake(w)
	}
	s.waiting = s.waiting[:0]
}

func (h *Host) wake(w wakeUp) {
	if !w.stale() {
		w.task.turn++
		h.ready = append(h.ready, w.task)
	}
}

// wait lets the current task wait for a signal, or until a time.
func (h *Host) wait(s *signal, until time.Duration) {
	if h.closed {
		panic(closing{})
	}
	t := h.current
	if t == nil {
		panic("host: a handler of events must not wait; begin what waits with Go")
	}
	w := wakeUp{t, t.turn}
	if s != nil {
		s.add(w)
	}
	if until != never {
		h.at(alarm{at: until, wake: w})
	}
	if !t.yield(struct{}{}) {
		panic(closing{})
	}
}

// Sleep waits for a while: a tick of 50 ms at least.
func (h *Host) Sleep(d time.Duration) { h.wait(nil, h.Now()+max(d, 1)) }

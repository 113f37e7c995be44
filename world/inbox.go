package world

import (
	"sync"
	"sync/atomic"
)

// inbox holds what people do to the world while it runs, until a round is over.
type inbox struct {
	mu      sync.Mutex
	waiting []ActionSpec
	full    atomic.Bool   // something is waiting
	rung    chan struct{} // holds one value while something is waiting
}

func (in *inbox) init() { in.rung = make(chan struct{}, 1) }

// Do does something to the world, or to one of its computers, as soon as the round
// under way is over, or a few rounds later. It may be called at any time from any
// goroutine. The journal takes it down with all that it brings and the round that it
// came after, so that the run can be repeated; see Replay. An unknown computer, or an
// action that makes no sense there, is ignored.
//
// What is done must fit the journal: at most MaxInput bytes of files or arguments, and
// no table in two places. What does not is not done, but reported as a problem.
func (w *World) Do(computer int, action Action) {
	in := &w.inbox
	in.mu.Lock()
	in.waiting = append(in.waiting, ActionSpec{Computer: computer, Do: action})
	in.full.Store(true)
	in.mu.Unlock()
	select {
	case in.rung <- struct{}{}:
	default:
	}
}

// Waiting is how many actions that came by Do are not done yet. Who gets them from
// strangers should go slow when they are many. It may be called at any time from any
// goroutine.
func (w *World) Waiting() int {
	w.inbox.mu.Lock()
	defer w.inbox.mu.Unlock()
	return len(w.inbox.waiting)
}

// readInbox does what is waiting.
func (w *World) readInbox() {
	if w.replay != nil {
		w.repeatInputs()
		return
	}
	in := &w.inbox
	select {
	case <-in.rung:
	default: // a Pacer may have heard it
	}
	if !in.full.Load() {
		return
	}
	w.fallIn()
	in.mu.Lock()
	in.full.Store(false)
	waiting := in.waiting
	in.waiting = nil
	in.mu.Unlock()
	for _, a := range waiting {
		w.fromOutside(a.Computer, a.Do)
	}
}

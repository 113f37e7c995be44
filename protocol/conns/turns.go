package conns

import (
	"context"
	"slices"
	"sync"
)

// Turns lets a few at a time do something, and has peers wait by turns: whoever waits
// with many requests waits longer, and nobody waits for more than one request of each
// other peer and seat. The zero value has one seat. Its methods may be called by several
// goroutines.
type Turns struct {
	Seats int // how many at a time; 0: 1. To be set before use.

	mu    sync.Mutex
	busy  int
	lines map[Peer][]chan struct{} // who waits, by peer; each is closed when it has a seat
	order []Peer                   // that have somebody waiting; the next in front
}

// Take waits for a seat. It fails with the context.
func (t *Turns) Take(ctx context.Context, p Peer) error {
	t.mu.Lock()
	if t.busy < max(t.Seats, 1) {
		t.busy++
		t.mu.Unlock()
		return nil
	}
	if t.lines == nil {
		t.lines = map[Peer][]chan struct{}{}
	}
	mine := make(chan struct{})
	if len(t.lines[p]) == 0 {
		t.order = append(t.order, p)
	}
	t.lines[p] = append(t.lines[p], mine)
	t.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.lines[p], mine); i >= 0 {
		t.leave(p, i)
		return ctx.Err()
	}
	t.next() // the seat came in the same moment
	return ctx.Err()
}

// leave takes somebody out of a line.
func (t *Turns) leave(p Peer, i int) {
	if t.lines[p] = slices.Delete(t.lines[p], i, i+1); len(t.lines[p]) > 0 {
		return
	}
	delete(t.lines, p)
	at := slices.Index(t.order, p)
	t.order = slices.Delete(t.order, at, at+1)
}

// Give gives a seat back.
func (t *Turns) Give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// next gives a seat that is free to whose turn it is.
func (t *Turns) next() {
	if len(t.order) == 0 {
		t.busy--
		return
	}
	p := t.order[0]
	mine := t.lines[p][0]
	if t.leave(p, 0); len(t.lines[p]) > 0 { // behind the others
		t.order = append(slices.Delete(t.order, 0, 1), p)
	}
	close(mine)
}

// Waiting is how many wait for a seat.
func (t *Turns) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, line := range t.lines {
		n += len(line)
	}
	return n
}

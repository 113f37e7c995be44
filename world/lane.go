package world

import (
	"sync"
	"sync/atomic"
)

// lanes runs the turns of a round. Computers that can look into each other at once
// share a lane and take their turns one after another, by id; lanes run at the
// same time. What comes out is the same however many workers there are.
type lanes struct {
	workers int
	helpers chan *shift // nil until the first is needed
	closed  sync.WaitGroup
	turns   [][]*Computer     // of the round under way, lane by lane
	index   map[*Computer]int // of the shared lanes among them
}

// shift is one round's work. Each round has its own, so that a helper who wakes
// late finds nothing left in it.
type shift struct {
	turns [][]*Computer
	next  atomic.Int64 // the next lane to take
	left  atomic.Int64 // lanes that are not done
	done  chan struct{}
}

// worthSharing is the work, in units of Laborious, from which on a round of few
// lanes is shared between cores. To wake another one takes a few microseconds.
const worthSharing = 20_000

// manyLanes is the number of lanes from which on a round is always shared.
const manyLanes = 8

func (l *lanes) run(list []*Computer) {
	if l.workers <= 1 {
		for _, c := range list {
			c.takeTurn()
		}
		return
	}
	l.group(list)
	if len(l.turns) < 2 || len(l.turns) < manyLanes && l.expected(list) < worthSharing {
		for _, c := range list {
			c.takeTurn()
		}
		return
	}
	l.share()
}

// takeTurn is the computer's part in a round: a turn, or several if it may run
// ahead; none if it is about to go off.
func (c *Computer) takeTurn() {
	if c.command != commandNone {
		return
	}
	c.turn()
	if c.mayRunAhead() {
		c.runAhead()
	}
	if c.worker != nil {
		worked := c.worker.Labour()
		c.labour, c.worked = worked-c.worked, worked
	}
}

// group sorts the computers into lanes, in the order of each lane's first.
func (l *lanes) group(list []*Computer) {
	for i := range l.turns {
		l.turns[i] = l.turns[i][:0]
	}
	l.turns = l.turns[:0]
	clear(l.index)
	for _, c := range list {
		lane := c.lane
		n := len(l.turns)
		if lane != nil {
			if l.index == nil {
				l.index = make(map[*Computer]int)
			}
			if i, ok := l.index[lane]; ok {
				l.turns[i] = append(l.turns[i], c)
				continue
			}
			l.index[lane] = n
		}
		if n < cap(l.turns) {
			l.turns = l.turns[:n+1]
			l.turns[n] = append(l.turns[n][:0], c)
		} else {
			l.turns = append(l.turns, []*Computer{c})
		}
	}
}

// expected is how much work the round will be, judging by each program's last turn.
func (l *lanes) expected(list []*Computer) uint64 {
	var sum uint64
	for _, c := range list {
		if c.state == stateStarting {
			return worthSharing
		}
		sum += c.labour
	}
	return sum
}

// share runs the turns on several workers, of whom the caller is one.
func (l *lanes) share() {
	if l.helpers == nil {
		l.helpers = make(chan *shift, l.workers-1)
		for range l.workers - 1 {
			l.closed.Go(func() {
				for s := range l.helpers {
					s.work()
				}
			})
		}
	}
	s := &shift{turns: l.turns, done: make(chan struct{})}
	s.left.Store(int64(len(s.turns)))
	for range min(l.workers, len(s.turns)) - 1 {
		select {
		case l.helpers <- s:
		default: // they are all at it
		}
	}
	s.work()
	<-s.done
}

// work takes lanes until none is left to take.
func (s *shift) work() {
	for {
		i := int(s.next.Add(1)) - 1
		if i >= len(s.turns) {
			return
		}
		for _, c := range s.turns[i] {
			c.takeTurn()
		}
		if s.left.Add(-1) == 0 {
			close(s.done)
		}
	}
}

// close sends the helpers home.
func (l *lanes) close() {
	if l.helpers != nil {
		close(l.helpers)
		l.closed.Wait()
		l.helpers = nil
	}
}

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
	heads   []*Computer // of the round under way: the first of each lane; see Computer.behind
	grouped int         // how often there was a round with lanes
}

// laneEnd is where the lane that a computer leads ends in the round under way.
type laneEnd struct {
	round int // lanes.grouped then
	last  *Computer
}

// shift is one round's work. Each round has its own, so that a helper who wakes
// late finds nothing left in it.
type shift struct {
	heads []*Computer
	chunk int          // how many lanes to take at once
	next  atomic.Int64 // the next lane to take
	left  atomic.Int64 // lanes that are not done
	done  chan struct{}
}

// worthSharing is the work, in units of Laborious, from which on a round is shared
// between cores. To wake another one takes a few microseconds.
const worthSharing = 20_000

// usualLabour is what a turn of a program that does not tell its labour counts for.
const usualLabour = worthSharing / 8

func (l *lanes) run(list []*Computer) {
	if l.workers > 1 && len(list) > 1 && worthwhile(list) {
		l.group(list)
		if len(l.heads) > 1 {
			l.share()
			return
		}
	}
	for _, c := range list {
		c.takeTurn()
	}
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
		c.effort.after(c.worker.Labour(), c.world.now)
	}
}

// worthwhile tells whether a round is much work, judging by each program's last
// part in one.
func worthwhile(list []*Computer) bool {
	var sum uint64
	for _, c := range list {
		switch {
		case c.state == stateStarting:
			return true
		case c.worker == nil:
			sum += usualLabour
		default:
			sum += c.effort.last
		}
		if sum >= worthSharing {
			return true
		}
	}
	return false
}

// group sorts the computers into lanes, in the order of each lane's first.
func (l *lanes) group(list []*Computer) {
	l.grouped++
	clear(l.heads)
	l.heads = l.heads[:0]
	for _, c := range list {
		c.behind = nil
		if lane := c.lane; lane != nil {
			end := &lane.laneEnd
			if end.round == l.grouped {
				end.last.behind = c
				end.last = c
				continue
			}
			*end = laneEnd{l.grouped, c}
		}
		l.heads = append(l.heads, c)
	}
}

// share runs the lanes on several workers, of whom the caller is one.
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
	n := len(l.heads)
	s := &shift{
		heads: l.heads,
		chunk: max(1, min(16, n/(8*l.workers))),
		done:  make(chan struct{}),
	}
	s.left.Store(int64(n))
	for range min(l.workers, n) - 1 {
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
		end := int(s.next.Add(int64(s.chunk)))
		first := end - s.chunk
		if first >= len(s.heads) {
			return
		}
		mine := s.heads[first:min(end, len(s.heads))]
		for _, c := range mine {
			for ; c != nil; c = c.behind {
				c.takeTurn()
			}
		}
		if s.left.Add(-int64(len(mine))) == 0 {
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

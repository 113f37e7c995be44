package gateway

import (
	"sync"
	"time"

	"ccnet/protocol/conns"
)

// pace bounds how much each address may do in the long run. An address has a stock of
// burst, at least 1, which every act takes one of, and which fills up again by rate each
// second.
//
// Of the stock, no user of the address may take more than what is left for the others:
// one who does without end gets half of it, and all of what comes in, until a second one
// comes who wants something.
type pace struct {
	rate, burst float64 // a second; a rate of 0 or less is no bound
	now         func() time.Time

	mu    sync.Mutex
	by    map[conns.Peer]*stock
	sweep int // how many addresses there are before those are forgotten whose stock is full
}

// stock is what an address has left.
type stock struct {
	left  float64
	taken map[string]float64 // lately, by users
	at    time.Time
}

// leastSweep is how many addresses are remembered without a look at what can be
// forgotten.
const leastSweep = 1024

func newPace(rate, burst float64) *pace {
	return &pace{rate: rate, burst: max(1, burst), now: time.Now, by: make(map[conns.Peer]*stock), sweep: leastSweep}
}

// take tells whether a user of an address may act now. The empty user is the address
// itself.
func (p *pace) take(peer conns.Peer, user string) bool {
	if p.rate <= 0 {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	s := p.by[peer]
	if s == nil {
		p.forget(now)
		s = &stock{left: p.burst, at: now}
		p.by[peer] = s
	}
	p.fill(s, now)
	switch {
	case s.left < 1, user != "" && s.taken[user]+1 > s.left:
		return false
	case user != "":
		if s.taken == nil {
			s.taken = make(map[string]float64)
		}
		s.taken[user]++
	}
	s.left--
	return true
}

// fill adds to a stock what has come in since, and forgets as much of what was taken.
func (p *pace) fill(s *stock, now time.Time) {
	passed := max(0, now.Sub(s.at).Seconds()) * p.rate
	s.at = now
	if s.left = min(p.burst, s.left+passed); len(s.taken) == 0 {
		return
	}
	for user, taken := range s.taken {
		if taken -= passed; taken > 0 {
			s.taken[user] = taken
		} else {
			delete(s.taken, user)
		}
	}
}

// forget forgets addresses that have their whole stock again.
func (p *pace) forget(now time.Time) {
	if len(p.by) < p.sweep {
		return
	}
	for peer, s := range p.by {
		if p.fill(s, now); s.left >= p.burst {
			delete(p.by, peer)
		}
	}
	p.sweep = 2*len(p.by) + leastSweep
}

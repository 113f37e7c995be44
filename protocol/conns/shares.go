package conns

import "sync"

// Limit is how much there is to share out.
type Limit struct {
	All  int // of all peers
	Each int // of one peer; 0: a third of what it leaves free, see Shares
}

// fewest is the least limit that is shared out: of fewer than these, one peer may have
// all.
const fewest = 16

// reserved is the part of everything that is kept for peers of this machine: one in so
// many.
const reserved = 8

// Shares shares something scarce out among peers, who are of type K: connections,
// requests under way, bytes. Unless the limit names another share, what a peer has may
// be a third of what is then still free. So one peer alone gets a quarter of everything,
// the next one a quarter of the rest, and it takes very many to leave nothing for a
// newcomer, who gets one in any case. The zero value has nothing taken. Its methods may
// be called by several goroutines.
type Shares[K comparable] struct {
	mu    sync.Mutex
	taken int
	by    map[K]int
}

// Outcome is what became of a wish for a share.
type Outcome uint8

const (
	Granted Outcome = iota
	Full            // there is not so much left
	TooMuch         // there is, but not for this peer
)

// Take takes n for a peer.
func (s *Shares[K]) Take(k K, n int, limit Limit) Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	free, held := limit.All-s.taken, s.by[k]
	var nobody K
	switch {
	case n > free:
		return Full
	case limit.Each > 0 && held+n > limit.Each,
		limit.Each <= 0 && limit.All >= fewest && k != nobody && held+n > max(1, (free-n)/3):
		return TooMuch
	}
	if s.by == nil {
		s.by = map[K]int{}
	}
	s.taken += n
	s.by[k] = held + n
	return Granted
}

// Give gives back n of what a peer has taken.
func (s *Shares[K]) Give(k K, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken -= n
	if s.by[k] -= n; s.by[k] <= 0 {
		delete(s.by, k)
	}
}

// Of is how much a peer has.
func (s *Shares[K]) Of(k K) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[k]
}

// Taken is how much all peers have.
func (s *Shares[K]) Taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken
}

// For is the limit as a peer meets it: an eighth of everything is out of reach for those
// who are not on this machine, so that its own people get in whatever comes from
// elsewhere.
func (l Limit) For(p Peer) Limit {
	if l.All >= fewest && !p.Local() {
		l.All -= l.All / reserved
	}
	return l
}

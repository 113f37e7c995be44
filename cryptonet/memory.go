package cryptonet

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"
)

// recentFor is how long the number of a message is remembered.
const recentFor = 5 * time.Second

// recent remembers the numbers of messages, because a message comes several times
// when repeaters pass it on. Each time it comes it is remembered anew.
type recent struct {
	limit int
	at    map[uint64]time.Duration // by the bits of the number
	queue []sighting               // one for each number, about in the order of time
	first int                      // of the queue's entries, those before are gone
}

type sighting struct {
	id uint64
	at time.Duration
}

// met tells whether id was met less than 5 s ago, and remembers it.
func (r *recent) met(now time.Duration, id float64) bool {
	r.forget(now)
	bits := math.Float64bits(id)
	last, queued := r.at[bits]
	if r.at == nil {
		r.at = make(map[uint64]time.Duration)
	}
	r.at[bits] = now
	if !queued {
		r.queue = append(r.queue, sighting{bits, now})
		if len(r.at) > r.limit {
			r.drop()
		}
	}
	return queued && now-last <= recentFor
}

// forget drops what was met too long ago.
func (r *recent) forget(now time.Duration) {
	for r.first < len(r.queue) && now-r.queue[r.first].at > recentFor {
		s := r.queue[r.first]
		if again := r.at[s.id]; now-again <= recentFor {
			r.first++ // met anew meanwhile: to the end
			r.queue = append(r.queue, sighting{s.id, again})
			continue
		}
		r.drop()
	}
	if r.first > len(r.queue)/2 {
		r.queue = append(r.queue[:0], r.queue[r.first:]...)
		r.first = 0
	}
	if len(r.queue) == 0 && cap(r.queue) > 256 {
		*r = recent{limit: r.limit} // a flood is over
	}
}

// drop forgets the first of the queue.
func (r *recent) drop() {
	delete(r.at, r.queue[r.first].id)
	r.first++
}

// seen remembers texts by their hashes: at least the last limit ones, at most twice
// as many. It is an open hash table, for there may be many.
type seen struct {
	limit    int
	old, new hashSet
}

// markOf is what is remembered of a text.
func markOf(text []byte) uint64 {
	hash := sha256.Sum256(text)
	return max(1, binary.LittleEndian.Uint64(hash[:])) // 0 marks a free place
}

// has tells whether a text is remembered.
func (s *seen) has(mark uint64) bool { return s.old.has(mark) || s.new.has(mark) }

// add remembers a text that is not remembered yet.
func (s *seen) add(mark uint64) {
	if s.new.len >= s.limit {
		s.old, s.new = s.new, hashSet{}
	}
	s.new.add(mark)
}

type hashSet struct {
	len   int
	slots []uint64 // a power of two, or none
}

func (s *hashSet) place(h uint64) int {
	mask := len(s.slots) - 1
	i := int(h) & mask
	for s.slots[i] != 0 && s.slots[i] != h {
		i = (i + 1) & mask
	}
	return i
}

func (s *hashSet) has(h uint64) bool {
	return len(s.slots) > 0 && s.slots[s.place(h)] == h
}

func (s *hashSet) add(h uint64) {
	if 4*(s.len+1) > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, max(8, 2*len(old)))
		for _, o := range old {
			if o != 0 {
				s.slots[s.place(o)] = o
			}
		}
	}
	s.slots[s.place(h)] = h
	s.len++
}

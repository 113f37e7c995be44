package cnet

import (
	"math"
	"time"

	"ccnet/value"
)

// A peer remembers its last requests, so that one that is sent twice is not handled
// twice.
const (
	remembered   = 32
	rememberTime = 10 * time.Second
	maxAnswers   = 64 << 10 // bytes of all answers that are remembered
)

// memory holds the last requests of a socket, oldest first.
type memory struct {
	list  []*recollection
	bytes int // of the answers
}

// recollection is a request that has come, and its answer.
type recollection struct {
	id      RequestID
	numbers Numbers
	content uint64 // a hash of flags, protocol and payload
	at      time.Duration
	answer  value.Value // nil if there is none yet, or it was too large
	size    int
}

// find returns the request that s repeats, or nil.
func (m *memory) find(now time.Duration, s Segment) *recollection {
	m.forget(func() bool { return now >= after(m.list[0].at, rememberTime) })
	var content uint64
	for _, r := range m.list {
		if r.numbers != s.Numbers {
			continue
		}
		if content == 0 {
			content = contentOf(s)
		}
		if r.content == content {
			return r
		}
	}
	return nil
}

func (m *memory) add(now time.Duration, s Segment, id RequestID) {
	m.forget(func() bool { return len(m.list) >= remembered })
	m.list = append(m.list, &recollection{id: id, numbers: s.Numbers, content: contentOf(s), at: now})
}

// answered notes the answer to a request.
func (m *memory) answered(id RequestID, answer value.Value) {
	size := value.Size(answer)
	if size > maxAnswers {
		return
	}
	for _, r := range m.list {
		if r.id == id {
			r.answer, r.size = answer, size
			m.bytes += size
		}
	}
	for _, r := range m.list {
		if m.bytes <= maxAnswers {
			return
		}
		m.bytes -= r.size
		r.answer, r.size = value.Nil, 0
	}
}

// forget drops the oldest requests while there are any and more has to go.
func (m *memory) forget(more func() bool) {
	for len(m.list) > 0 && more() {
		m.bytes -= m.list[0].size
		m.list[0] = nil
		m.list = m.list[1:]
	}
}

func contentOf(s Segment) uint64 {
	h := hasher{sum: 14695981039346656037, left: maxHashed}
	h.byte(byte(s.Flags))
	h.value(s.Protocol, 0)
	h.value(s.Payload, 0)
	return h.sum | 1 // never 0
}

// hasher is FNV-1a over a tree of values, as far as it is not absurdly large or deep.
type hasher struct {
	sum  uint64
	left int // values that may still be looked at
}

const (
	maxHashed    = 1 << 16
	maxHashDepth = 100
)

func (h *hasher) byte(b byte) { h.sum = (h.sum ^ uint64(b)) * 1099511628211 }

func (h *hasher) uint64(n uint64) {
	for range 8 {
		h.byte(byte(n))
		n >>= 8
	}
}

func (h *hasher) value(v value.Value, depth int) {
	h.byte(byte(v.Kind()))
	switch v.Kind() {
	case value.KindBool:
		if v.Truthy() {
			h.byte(1)
		}
	case value.KindNumber:
		f, _ := v.AsNumber()
		h.uint64(math.Float64bits(f))
	case value.KindString:
		s, _ := v.AsString()
		h.uint64(uint64(len(s)))
		for i := range len(s) {
			h.byte(s[i])
		}
	case value.KindTable:
		t := v.AsTable()
		h.uint64(uint64(t.Len()))
		if depth >= maxHashDepth {
			return
		}
		for _, e := range t.Entries() {
			if h.left--; h.left < 0 {
				return
			}
			h.value(e.Key, depth+1)
			h.value(e.Value, depth+1)
		}
	}
}

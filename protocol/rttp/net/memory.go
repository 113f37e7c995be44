package net

import "slices"

// Memory remembers the last few keys and what belongs to each: the oldest makes room
// for a new one.
type Memory[K comparable, V any] struct {
	limit  int
	values map[K]V
	keys   []K // in the order in which they came; from next on, around
	next   int
}

// NewMemory returns a memory for so many keys.
func NewMemory[K comparable, V any](limit int) *Memory[K, V] {
	return &Memory[K, V]{limit: limit, values: make(map[K]V)}
}

// Get is what belongs to a key, if it is remembered.
func (r *Memory[K, V]) Get(k K) (V, bool) {
	v, ok := r.values[k]
	return v, ok
}

// Put remembers what belongs to a key.
func (r *Memory[K, V]) Put(k K, v V) {
	if _, known := r.values[k]; !known {
		if len(r.keys) < r.limit {
			r.keys = append(r.keys, k)
		} else {
			delete(r.values, r.keys[r.next])
			r.keys[r.next] = k
			r.next = (r.next + 1) % r.limit
		}
	}
	r.values[k] = v
}

// Delete forgets a key. It looks at all of them.
func (r *Memory[K, V]) Delete(k K) {
	if _, known := r.values[k]; !known {
		return
	}
	delete(r.values, k)
	r.keys = slices.Concat(r.keys[r.next:], r.keys[:r.next])
	r.next = 0
	i := slices.Index(r.keys, k)
	r.keys = slices.Delete(r.keys, i, i+1)
}

// Len is the number of keys.
func (r *Memory[K, V]) Len() int { return len(r.values) }

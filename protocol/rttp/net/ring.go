package net

// ring remembers the last few keys and what belongs to each: the oldest makes room
// for a new one.
type ring[K comparable, V any] struct {
	limit  int
	values map[K]V
	keys   []K // in the order in which they came; from next on, around
	next   int
}

func newRing[K comparable, V any](limit int) *ring[K, V] {
	return &ring[K, V]{limit: limit, values: make(map[K]V)}
}

func (r *ring[K, V]) get(k K) (V, bool) {
	v, ok := r.values[k]
	return v, ok
}

func (r *ring[K, V]) put(k K, v V) {
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

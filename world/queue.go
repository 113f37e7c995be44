package world

import "ccnet/value"

// QueueLimit is the number of events that a computer's queue holds.
const QueueLimit = 256

// QueueBytes is about how many bytes the events of a queue may take together,
// but for the first. The game knows no such limit; without it, 256 events could
// take all memory there is.
const QueueBytes = 64 << 20

// queue is a computer's event queue: a ring that grows as needed.
type queue struct {
	ring  []Event
	first int // index of the oldest event
	n     int // number of events
	bytes int // of all of them, about
}

func (q *queue) len() int { return q.n }

// push appends ev and tells whether there was room. A full queue drops the newest
// event, as in the game.
func (q *queue) push(ev Event) bool {
	size := eventSize(ev)
	if q.full(size) {
		return false
	}
	if q.n == len(q.ring) {
		q.grow()
	}
	q.bytes += size
	q.ring[(q.first+q.n)&(len(q.ring)-1)] = ev
	q.n++
	return true
}

// full tells whether there is no room for an event of size bytes.
func (q *queue) full(size int) bool {
	return q.n >= QueueLimit || q.n > 0 && q.bytes+size > QueueBytes
}

// eventSize is about how many bytes an event takes.
func eventSize(ev Event) int {
	size := 0
	for _, v := range ev.Args {
		size += value.Size(v)
	}
	return size
}

func (q *queue) grow() {
	size := max(4, 2*len(q.ring))
	ring := make([]Event, size)
	n := copy(ring, q.ring[q.first:])
	copy(ring[n:], q.ring[:q.first])
	q.ring, q.first = ring, 0
}

// pop takes the oldest event.
func (q *queue) pop() (Event, bool) {
	if q.n == 0 {
		return Event{}, false
	}
	ev := q.ring[q.first]
	q.ring[q.first] = Event{}
	q.first = (q.first + 1) & (len(q.ring) - 1)
	q.n--
	q.bytes -= eventSize(ev)
	return ev, true
}

func (q *queue) clear() { *q = queue{} }

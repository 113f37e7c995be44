package world

// QueueLimit is the number of events that a computer's queue holds.
const QueueLimit = 256

// queue is a computer's event queue: a ring that grows as needed.
type queue struct {
	ring  []Event
	first int // index of the oldest event
	n     int // number of events
}

func (q *queue) len() int { return q.n }

// push appends ev and tells whether there was room. A full queue drops the newest
// event, as in the game.
func (q *queue) push(ev Event) bool {
	if q.n == len(q.ring) {
		if q.n >= QueueLimit {
			return false
		}
		q.grow()
	}
	q.ring[(q.first+q.n)&(len(q.ring)-1)] = ev
	q.n++
	return true
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
	return ev, true
}

func (q *queue) clear() { *q = queue{} }

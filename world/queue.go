package world

import (
	"ccnet/modem"
	"ccnet/value"
)

// QueueLimit is the number of events that a computer's queue holds.
const QueueLimit = 256

// QueueBytes is about how many bytes the events of a queue may take together,
// but for the first. The game knows no such limit; without it, 256 events could
// take all memory there is.
const QueueBytes = 16 << 20

// queue is a computer's event queue: a ring that grows as needed. Events that a
// computer has taken ahead of its time keep their places until it gives them up.
type queue struct {
	ring  []queued
	first int           // index of the oldest event
	n     int           // number of places
	taken int           // so many of them, the oldest, are of events taken already
	bytes int           // of all events that have a place, about
	spare []value.Value // for the arguments of messages
}

// queued is a place in a queue: an event, or a frame that has been heard, of which
// its receiver makes an event. That is done when it is wanted, and by several
// receivers at once.
type queued struct {
	Event
	size     int
	frame    *modem.Frame
	distance float64 // in blocks; noDistance between dimensions
}

const noDistance = -1

// len is the number of events that are still to be taken.
func (q *queue) len() int { return q.n - q.taken }

// push appends ev, of about size bytes, and tells whether there was room. A full
// queue drops the newest event, as in the game.
func (q *queue) push(ev Event, size int) bool { return q.add(queued{Event: ev, size: size}) }

// pushMessage appends the event of a frame that has been heard by the modem of this
// side or network name.
func (q *queue) pushMessage(f *modem.Frame, name string, distance float64, size int) bool {
	return q.add(queued{Event: Event{Name: name}, size: size, frame: f, distance: distance})
}

func (q *queue) add(e queued) bool {
	if q.full(e.size) {
		return false
	}
	if q.n == len(q.ring) {
		q.grow()
	}
	q.bytes += e.size
	q.ring[(q.first+q.n)&(len(q.ring)-1)] = e
	q.n++
	return true
}

// event is the event of a message. The arguments of several lie side by side: that
// takes fewer allocations.
func (q *queue) event(f *modem.Frame, name string, distance float64) Event {
	n := 4
	if distance != noDistance {
		n = 5
	}
	if len(q.spare) < n {
		q.spare = make([]value.Value, n*min(q.len()+1, 32))
	}
	args := q.spare[:n:n]
	q.spare = q.spare[n:]
	args[0] = value.String(name)
	args[1] = value.Int(f.Channel)
	args[2] = value.Int(f.Reply)
	args[3] = f.Payload
	if n == 5 {
		args[4] = value.Number(distance)
	}
	return Event{Name: "modem_message", Args: args}
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
	ring := make([]queued, size)
	n := copy(ring, q.ring[q.first:])
	copy(ring[n:], q.ring[:q.first])
	q.ring, q.first = ring, 0
}

// take takes the oldest event. Its place stays taken; see release.
func (q *queue) take() (Event, bool) {
	if q.taken == q.n {
		return Event{}, false
	}
	at := &q.ring[(q.first+q.taken)&(len(q.ring)-1)]
	q.taken++
	ev := at.Event
	if at.frame != nil {
		ev = q.event(at.frame, at.Name, at.distance)
		at.frame = nil
	}
	at.Event = Event{}
	return ev, true
}

// release gives up the places of events that have been taken, the oldest, until
// only left of them are kept.
func (q *queue) release(left int) {
	for q.taken > left {
		q.bytes -= q.ring[q.first].size
		q.first = (q.first + 1) & (len(q.ring) - 1)
		q.n--
		q.taken--
	}
}

func (q *queue) clear() { *q = queue{} }

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
	ring  []place
	first int           // index of the oldest event
	n     int           // number of places
	taken int           // so many of them, the oldest, are of events taken already
	bytes int           // of all events that have a place, about
	args  []value.Value // of the message taken last; see messageEvent
}

// place is a place in a queue: of a message, or of another event. It is small, so that
// little memory is touched when one message goes to a thousand computers.
type place struct {
	message  *message // nil for other events
	event    *sized   // in memory that is used again, with the place
	listener *modem.Listener
	distance float64 // in blocks; noDistance between dimensions
}

// message is a frame that has been heard, one for all who hear it. Each of them makes
// an event of it when it takes it.
type message struct {
	modem.Frame
	size int // of the event, in bytes, about
}

// sized is an event, and its size.
type sized struct {
	Event
	size int
}

const noDistance = -1

// len is the number of events that are still to be taken.
func (q *queue) len() int { return q.n - q.taken }

// push appends ev, of about size bytes, and tells whether there was room. A full
// queue drops the newest event, as in the game.
func (q *queue) push(ev Event, size int) bool {
	if q.full(size) {
		return false
	}
	p := q.add(size)
	if p.event == nil {
		p.event = new(sized)
	}
	*p.event = sized{ev, size}
	return true
}

// pushMessage appends the event of a message; there must be room.
func (q *queue) pushMessage(m *message, l *modem.Listener, distance float64) {
	p := q.add(m.size)
	p.message, p.listener, p.distance = m, l, distance
}

// add appends a place for an event of size bytes.
func (q *queue) add(size int) *place {
	if q.n == len(q.ring) {
		q.grow()
	}
	q.bytes += size
	q.n++
	return &q.ring[(q.first+q.n-1)&(len(q.ring)-1)]
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
	ring := make([]place, size)
	n := copy(ring, q.ring[q.first:])
	copy(ring[n:], q.ring[:q.first])
	q.ring, q.first = ring, 0
}

// take takes the oldest event. Its place stays taken; see release. The arguments are
// there until forget is called, or the next event taken.
func (q *queue) take() (Event, bool) {
	if q.taken == q.n {
		return Event{}, false
	}
	p := &q.ring[(q.first+q.taken)&(len(q.ring)-1)]
	q.taken++
	if p.message != nil {
		return q.messageEvent(p), true
	}
	ev := p.event.Event
	p.event.Event = Event{}
	return ev, true
}

// messageEvent is the event of a message. The arguments of all of them stand in the
// same memory one after another.
func (q *queue) messageEvent(p *place) Event {
	if q.args == nil {
		q.args = make([]value.Value, messageArgs)
	}
	m := p.message
	args := q.args
	args[0] = value.String(p.listener.Name)
	args[1] = value.Int(m.Channel)
	args[2] = value.Int(m.Reply)
	args[3] = m.Payload
	if p.distance == noDistance {
		args = args[:messageArgs-1]
	} else {
		args[4] = value.Number(p.distance)
	}
	return Event{Name: "modem_message", Args: args[:len(args):len(args)]}
}

// messageArgs is how many arguments a modem_message has.
const messageArgs = 5

// forget lets go of the message taken last.
func (q *queue) forget() { clear(q.args) }

// release gives up the places of events that have been taken, the oldest, until
// only left of them are kept.
func (q *queue) release(left int) {
	for q.taken > left {
		p := &q.ring[q.first]
		if p.message != nil {
			q.bytes -= p.message.size
		} else {
			q.bytes -= p.event.size
		}
		p.message, p.listener = nil, nil
		q.first = (q.first + 1) & (len(q.ring) - 1)
		q.n--
		q.taken--
	}
}

func (q *queue) clear() { *q = queue{} }

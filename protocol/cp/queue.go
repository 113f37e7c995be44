package cp

import (
	"maps"
	"math"
	"slices"

	"ccnet/protocol/conns"
)

// Message is a text from one user to another or, without recipient, to all.
type Message struct {
	From string
	To   string // empty: to all
	Text string // not escaped
}

// messageOverhead is what a waiting message takes beside its text, in bytes.
const messageOverhead = 128

// queued is a message that waits.
type queued struct {
	Message
	peer conns.Peer // whose user has sent it
}

func (m queued) size() int { return len(m.Text) + messageOverhead }

func one(queued) int { return 1 }

// queue holds messages until they are asked for. It drops some rather than to grow
// beyond its bounds: the oldest of the peer who has the most in it, so that a flood
// washes away itself and not what others say.
type queue struct {
	messages []queued // from head on
	head     int
	bytes    int
	mixed    bool // there are messages of several peers
}

func (q *queue) empty() bool { return q.head == len(q.messages) }

func (q *queue) push(m queued, most, mostBytes int) {
	if q.head > 0 && len(q.messages) == cap(q.messages) {
		n := copy(q.messages, q.messages[q.head:])
		clear(q.messages[n:])
		q.messages, q.head = q.messages[:n], 0
	}
	q.mixed = q.mixed || !q.empty() && q.messages[len(q.messages)-1].peer != m.peer
	q.messages = append(q.messages, m)
	q.bytes += m.size()
	if len(q.messages)-q.head > most {
		q.trim(one, len(q.messages)-q.head, most, true)
	}
	if q.bytes > mostBytes {
		q.trim(queued.size, q.bytes, mostBytes, true)
	}
}

// trim drops messages, which weigh total, until the rest weighs at most so much. The
// newest may stay in any case.
func (q *queue) trim(weight func(queued) int, total, most int, keepNewest bool) {
	end := len(q.messages)
	if keepNewest {
		end--
	}
	if !q.mixed {
		for total > most && q.head < end {
			total -= weight(q.messages[q.head])
			q.pop()
		}
		return
	}
	by := map[conns.Peer]int{}
	for _, m := range q.messages[q.head:end] {
		by[m.peer] += weight(m)
	}
	room := most
	if keepNewest {
		room -= weight(q.messages[end])
	}
	line := waterline(slices.Collect(maps.Values(by)), room)
	kept := q.messages[q.head:q.head]
	for i, m := range q.messages[q.head:] {
		if total > most && q.head+i < end && by[m.peer] > line {
			total -= weight(m)
			by[m.peer] -= weight(m)
			q.bytes -= m.size()
		} else {
			kept = append(kept, m)
		}
	}
	clear(q.messages[q.head+len(kept):])
	q.messages = q.messages[:q.head+len(kept)]
	if q.empty() {
		*q = queue{}
	}
}

func (q *queue) pop() (Message, bool) {
	if q.empty() {
		return Message{}, false
	}
	m := q.messages[q.head]
	q.messages[q.head] = queued{}
	q.head++
	q.bytes -= m.size()
	if q.empty() {
		q.messages, q.head, q.mixed = q.messages[:0], 0, false
		if cap(q.messages) > 32 { // a flood leaves nothing behind
			q.messages = nil
		}
	}
	return m.Message, true
}

// waterline is the greatest level to which all amounts can be cut so that together they
// are not more than so much: whoever has less keeps it all.
func waterline(amounts []int, most int) int {
	slices.Sort(amounts)
	for i, amount := range amounts {
		if left := len(amounts) - i; amount*left > most {
			return max(most, 0) / left
		}
		most -= amount
	}
	return math.MaxInt
}

// relieve drops messages when more wait than may, all queues together: those of the
// peer for whose users the most waits, and of these users the one for whom the most
// waits. It makes more room than is needed, so as not to be called with each message.
func (h *Hub) relieve() {
	const spare = 8
	peers := map[conns.Peer]int{}
	for _, m := range h.order {
		peers[m.peer()] += m.queue.bytes
	}
	line := waterline(slices.Collect(maps.Values(peers)), h.config.TotalBytes-h.config.TotalBytes/spare)
	over := map[conns.Peer][]*Member{}
	for _, m := range h.order {
		if peers[m.peer()] > line {
			over[m.peer()] = append(over[m.peer()], m)
		}
	}
	for _, members := range over { // in whichever order: they have nothing to do with each other
		bytes := make([]int, len(members))
		for i, m := range members {
			bytes[i] = m.queue.bytes
		}
		line := waterline(bytes, line)
		for _, m := range members {
			if before := m.queue.bytes; before > line {
				m.queue.trim(queued.size, before, line, false)
				h.waiting += m.queue.bytes - before
			}
		}
	}
}

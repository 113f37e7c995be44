package cp

// Message is a text from one user to another or, without recipient, to all.
type Message struct {
	From string
	To   string // empty: to all
	Text string // not escaped
}

// messageOverhead is what a waiting message takes beside its text, in bytes.
const messageOverhead = 64

func (m Message) size() int { return len(m.Text) + messageOverhead }

// queue holds messages until they are asked for. It drops the oldest rather than to
// grow beyond its bounds.
type queue struct {
	messages []Message // from head on
	head     int
	bytes    int
}

func (q *queue) empty() bool { return q.head == len(q.messages) }

func (q *queue) push(m Message, most, mostBytes int) {
	if q.head > 0 && len(q.messages) == cap(q.messages) {
		n := copy(q.messages, q.messages[q.head:])
		clear(q.messages[n:])
		q.messages, q.head = q.messages[:n], 0
	}
	q.messages = append(q.messages, m)
	q.bytes += m.size()
	for len(q.messages)-q.head > most || q.bytes > mostBytes && len(q.messages)-q.head > 1 {
		q.pop()
	}
}

func (q *queue) pop() (Message, bool) {
	if q.empty() {
		return Message{}, false
	}
	m := q.messages[q.head]
	q.messages[q.head] = Message{}
	q.head++
	q.bytes -= m.size()
	if q.empty() {
		q.messages, q.head = q.messages[:0], 0
		if cap(q.messages) > 32 { // a flood leaves nothing behind
			q.messages = nil
		}
	}
	return m, true
}

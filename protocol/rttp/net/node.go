package net

import (
	"errors"

	"ccnet/value"
)

// Node is a Stack for programs that do not wait: it asks for an address, asks for
// names, and tells in events what has become of each call.
//
// The loop around it: Receive what arrives, Wake when Deadline has come, then send what
// Take returns.
type Node struct {
	*Stack
	calls   []*call // in the order in which they were made
	last    Token
	joining int   // rounds of asking for an address that are left, beside the running one
	joinBy  int64 // end of the running round; 0: not joining
}

// Token names a call of a Node.
type Token uint64

// Call is something to be sent that wants a reply.
type Call struct {
	Port    int
	Dest    string // a name, numbers with dots, or a hardware address
	Header  *value.Table
	Body    value.Value
	Timeout int64 // milliseconds for the reply; 0: DefaultTimeout, less: for ever
}

// Times in milliseconds.
const (
	DefaultTimeout = 2000  // for a reply
	lookupTimeout  = 2000  // for the answer to a question for a name
	joinTimeout    = 10000 // for an address
	joinRounds     = 3
)

// Event is something that a Node tells.
type Event struct {
	Kind    EventKind
	Token   Token   // of Replied and Failed
	Message Message // of Replied and Arrived
	Err     error   // of Failed and NotJoined
}

// EventKind is a kind of Event.
type EventKind uint8

// The kinds of events.
const (
	Arrived   EventKind = iota // a message that is no reply to a call
	Replied                    // a call's reply
	Failed                     // a call has failed: ErrTimeout, ErrSend
	Joined                     // the computer has an address
	NotJoined                  // it got none; calls have failed
)

// What becomes of calls that get no reply. The texts are those that programs of the
// network know.
var (
	ErrTimeout = errors.New("timeout")
	ErrSend    = errors.New("send_fail")
	ErrSetup   = errors.New("setup_fail")
)

// MaxCalls is how many calls of a Node may wait.
const MaxCalls = 4096

type call struct {
	token  Token
	call   Call
	id     float64 // the msgid that is waited for: of a question for the name, or of the message
	asking bool    // for the name
	sent   bool    // whatever is waited for has been sent; else the computer has no address yet
	until  int64
}

// NewNode returns the node of a computer that has no address yet: give it one with
// SetAddress or ask for one with Join.
func NewNode(cfg Config) *Node { return &Node{Stack: NewStack(cfg)} }

// Join asks for an address, three times if need be. Joined or NotJoined is told.
func (n *Node) Join(now Time) {
	n.joining, n.joinBy = joinRounds-1, now.UTC+joinTimeout
	n.Discover(now)
}

// Call sends something that wants a reply, once the computer has an address and
// knows whither. Replied or Failed is told, perhaps at the next Wake.
func (n *Node) Call(now Time, c Call) Token {
	n.last++
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	waiting := &call{token: n.last, call: c, until: now.UTC}
	n.calls = append(n.calls, waiting)
	if len(n.calls) <= MaxCalls && (n.joinBy == 0 || n.Address() != IP(0)) {
		n.send(now, waiting)
	} else if len(n.calls) <= MaxCalls {
		waiting.until = never
	}
	return n.last
}

const never = forever

// send sends a call, or the question for its name. If that cannot be done the call
// fails at once: its time has come and nothing has been sent.
func (n *Node) send(now Time, c *call) {
	c.until, c.sent, c.asking = now.UTC, false, false
	dest, known := n.Resolve(c.call.Dest)
	if !known && IsName(c.call.Dest) {
		id, err := n.Lookup(now, c.call.Dest)
		if err == nil {
			c.id, c.asking, c.sent, c.until = id, true, true, now.UTC+lookupTimeout
		}
		return
	}
	if !known {
		return
	}
	out := Outgoing{Port: c.call.Port, Dest: dest, Header: c.call.Header, Body: c.call.Body}
	if IsName(c.call.Dest) {
		out.Domain = c.call.Dest
	}
	id, err := n.Send(now, out)
	if err != nil {
		return
	}
	c.id, c.sent = id, true
	if c.until = never; c.call.Timeout > 0 && c.call.Timeout < never-now.UTC {
		c.until = now.UTC + c.call.Timeout
	}
}

// Receive takes what a modem has heard on a channel, or a frame of the computer's own,
// and tells what it brings.
func (n *Node) Receive(now Time, channel int, payload value.Value) []Event {
	in := n.Stack.Receive(now, channel, payload)
	if !in.Deliver {
		return nil
	}
	m := in.Message
	if m.Type() == TypeAccepted && n.joinBy != 0 && n.Address() != IP(0) {
		n.joinBy = 0
		for _, c := range n.calls {
			if !c.sent {
				n.send(now, c)
			}
		}
		return []Event{{Kind: Joined, Message: m}}
	}
	for i, c := range n.calls {
		switch {
		case !c.sent || c.id != m.ID || m.Dest != n.Address() || isRequest(m):
			continue
		case !c.asking && m.Port == c.call.Port:
			n.drop(i)
			return []Event{{Kind: Replied, Token: c.token, Message: m}}
		case c.asking && m.Type() == TypeLookupReturn:
			if _, known := n.Resolve(c.call.Dest); !known {
				n.drop(i)
				return []Event{{Kind: Failed, Token: c.token, Err: ErrSend}}
			}
			n.send(now, c)
			return nil
		}
	}
	return []Event{{Kind: Arrived, Message: m}}
}

// isRequest tells whether m is a computer's own request that has come back to itself.
func isRequest(m Message) bool {
	return m.Origin == m.Dest && !m.Header.Field("method").IsNil() && m.Header.Field("code").IsNil()
}

func (n *Node) drop(i int) { n.calls = append(n.calls[:i], n.calls[i+1:]...) }

// Deadline is when Wake must be called, in milliseconds since 1970, if ever.
func (n *Node) Deadline() (int64, bool) {
	at := int64(never)
	if n.joinBy != 0 {
		at = n.joinBy
	}
	for _, c := range n.calls {
		at = min(at, c.until)
	}
	return at, at != never
}

// Wake tells which calls have had no reply in time.
func (n *Node) Wake(now Time) []Event {
	var events []Event
	if n.joinBy != 0 && now.UTC >= n.joinBy {
		if n.joining > 0 {
			n.joining--
			n.joinBy = now.UTC + joinTimeout
			n.Discover(now)
		} else {
			n.joinBy = 0
			events = append(events, Event{Kind: NotJoined, Err: ErrSetup})
			for _, c := range n.calls {
				if !c.sent {
					c.until = now.UTC
				}
			}
		}
	}
	kept := n.calls[:0]
	for _, c := range n.calls {
		if c.until > now.UTC {
			kept = append(kept, c)
			continue
		}
		err := ErrTimeout
		if !c.sent || c.asking {
			err = ErrSend
		}
		events = append(events, Event{Kind: Failed, Token: c.token, Err: err})
	}
	clear(n.calls[len(kept):])
	n.calls = kept
	return events
}

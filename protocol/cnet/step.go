package cnet

import (
	"errors"
	"math"
	"time"

	"ccnet/value"
)

// NoDeadline is the deadline of a machine that waits for nothing but messages.
const NoDeadline time.Duration = math.MaxInt64

// DefaultTimeout is how long cNet waits where a program does not say.
const DefaultTimeout = 5 * time.Second

// Step is what a machine wants done after it has been told something.
type Step struct {
	Send   []value.Value // to be sent on the socket, encrypted, in this order
	Events []Event       // what has happened, in this order
	// Deadline is when the machine wants its Tick; NoDeadline for never. Each Step
	// replaces what the one before it said.
	Deadline time.Duration
	// Close wants the CryptoNet socket closed, after Send: a connection has ended.
	Close bool
}

// Event is something that has happened: Done, RequestReceived, RegistrationReceived,
// Connected, Finished or Note, and those of package v1.
type Event interface{ Event() }

// CallID names a call of a machine. The event Done with the same name tells its end.
type CallID int

// RequestID names a request or registration that a peer has received.
type RequestID int

// How calls fail.
var (
	ErrTimeout = errors.New("no answer before the timeout")
	ErrClosed  = errors.New("the socket was closed")
	ErrBusy    = errors.New("too many calls at once on one socket")
)

// Done tells that a call has ended, exactly once.
type Done struct {
	Call CallID
	Err  error // nil, ErrTimeout, ErrClosed, ErrBusy, or ErrLoginFailed
	// Numbers are those of the new connection, after Connect.
	Numbers Numbers
	// Response is the response to a Request as it came, a table that ParseResponse
	// accepts; nil if none came.
	Response value.Value
	// Acknowledged tells whether the other end has acknowledged what was sent; it may
	// have done so and not have responded.
	Acknowledged bool
}

// RequestReceived asks for a response. The handler's result goes to Respond, its
// failure to Fail.
type RequestReceived struct {
	ID      RequestID
	Request Request
}

// RegistrationReceived asks for a new user. What came of it goes to
// AnswerRegistration.
type RegistrationReceived struct {
	ID                     RequestID
	Username, PasswordHash string
}

// Connected tells that the other end has begun a connection, Finished that it has
// ended one and will close the socket.
type (
	Connected struct{}
	Finished  struct{}
)

// Note tells what was ignored, and why.
type Note struct{ Text string }

func (Done) Event()                 {}
func (RequestReceived) Event()      {}
func (RegistrationReceived) Event() {}
func (Connected) Event()            {}
func (Finished) Event()             {}
func (Note) Event()                 {}

// after returns now + d without overflowing.
func after(now, d time.Duration) time.Duration {
	if d > NoDeadline-now {
		return NoDeadline
	}
	return now + max(d, 0)
}

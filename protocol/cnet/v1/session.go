package v1

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"ccnet/protocol/cnet"
	"ccnet/value"
)

// SignTimeout is how long the original waits for a signature.
const SignTimeout = 10 * time.Second

// The errors of CNet.
var (
	ErrListening = errors.New("Already listening on this socket.") //nolint:staticcheck // the original's words
	ErrSign      = errors.New("Failed to sign certificate.")       //nolint:staticcheck // the original's words
	ErrTimeout   = errors.New("Timeout reached.")                  //nolint:staticcheck // the original's words
)

// RemoteError is an error that the other end has told.
type RemoteError struct{ Text string }

func (e *RemoteError) Error() string { return e.Text }

// Done tells that a call has ended, exactly once.
type Done struct {
	Call cnet.CallID
	// Err is nil, ErrTimeout, ErrSign, cnet.ErrClosed or a *RemoteError.
	Err error
	// Message is what a listener has heard, or the signed certificate.
	Message value.Value
}

// Received tells of a message of a program that nobody was listening for.
type Received struct{ Message value.Value }

// SystemCall tells that the other end has called a function that this end knows. If
// the function returns a name and data, they go back in a SystemValue.
type SystemCall struct {
	Function string
	Data     value.Value
}

// Event makes it a cnet.Event.
func (Done) Event() {}

// Event makes it a cnet.Event.
func (Received) Event() {}

// Event makes it a cnet.Event.
func (SystemCall) Event() {}

// Config sets up a Session.
type Config struct {
	// Known tells which functions this end has. Without it there are error and
	// certSignature.
	Known func(function string) bool
}

// Session is one end of a CryptoNet socket that speaks CNet. Its methods take the
// time, which must not run backwards. It is not for several goroutines.
type Session struct {
	known    func(string) bool
	lastCall cnet.CallID
	listener *call
	signs    []*signing
	closed   bool
}

type call struct {
	id       cnet.CallID
	deadline time.Duration
}

type signing struct {
	call
	name, public, shared string
}

// maxSigns bounds the signatures that are waited for on one socket.
const maxSigns = 16

// NewSession returns the session of a new socket.
func NewSession(cfg Config) *Session {
	s := &Session{known: cfg.Known}
	if s.known == nil {
		s.known = func(f string) bool { return f == FunctionError || f == FunctionCertSignature }
	}
	return s
}

// Handle takes a value that has come on the socket, encrypted.
func (s *Session) Handle(now time.Duration, v value.Value) cnet.Step {
	var step cnet.Step
	m, err := ParseMessage(v)
	switch {
	case s.closed:
	case err != nil:
		step.Events = append(step.Events, cnet.Note{Text: err.Error()})
	case m.Type == System:
		s.system(&step, m)
	case s.listener != nil:
		step.Events = append(step.Events, Done{Call: s.listener.id, Message: m.Data})
		s.listener = nil
	default:
		step.Events = append(step.Events, Received{m.Data})
	}
	return s.finish(now, step)
}

func (s *Session) system(step *cnet.Step, m Message) {
	if m.Function != FunctionError && m.Function != FunctionCertSignature && !s.known(m.Function) {
		step.Send = append(step.Send, UnknownFunction(m.Function))
		step.Events = append(step.Events, cnet.Note{Text: "a call of the unknown function " + quote(m.Function)})
		return
	}
	if s.known(m.Function) {
		step.Events = append(step.Events, SystemCall{m.Function, m.Data})
	}
	switch m.Function {
	case FunctionCertSignature:
		s.signed(step, m.Data)
	case FunctionError:
		text, ok := m.Data.AsString()
		if !ok {
			text = "error of type " + m.Data.TypeName()
		}
		for _, c := range s.signs {
			step.Events = append(step.Events, Done{Call: c.id, Err: &RemoteError{text}})
		}
		s.signs = nil
	}
}

// UnknownFunction is the answer to a call of a function that there is not, as it
// travels.
func UnknownFunction(name string) value.Value {
	return SystemValue(FunctionError, value.String("Invalid API function: "+name))
}

func (s *Session) signed(step *cnet.Step, certificate value.Value) {
	name, public, shared := identity(certificate)
	var signature bool
	if t := certificate.AsTable(); t != nil {
		_, signature = t.Field("signature").AsString()
	}
	var matched bool
	s.signs = slices.DeleteFunc(s.signs, func(c *signing) bool {
		if !signature || c.name != name || c.public != public || c.shared != shared {
			return false
		}
		matched = true
		step.Events = append(step.Events, Done{Call: c.id, Message: certificate})
		return true
	})
	if !matched {
		step.Events = append(step.Events, cnet.Note{Text: "a signature that nobody has asked for"})
	}
}

// identity returns what a certificate says of its owner; what is not there is empty.
func identity(certificate value.Value) (name, public, shared string) {
	t := certificate.AsTable()
	if t == nil {
		return "", "", ""
	}
	name, _ = t.Field("name").AsString()
	if key := t.Field("key").AsTable(); key != nil {
		public, _ = key.Field("public").AsString()
		shared, _ = key.Field("shared").AsString()
	}
	return name, public, shared
}

// Tick tells the time. It is due at the deadline of the last Step, and harmless before.
func (s *Session) Tick(now time.Duration) cnet.Step { return s.finish(now, cnet.Step{}) }

// Closed tells that the socket is gone. All calls end.
func (s *Session) Closed(now time.Duration) cnet.Step {
	var step cnet.Step
	s.closed = true
	if s.listener != nil {
		step.Events = append(step.Events, Done{Call: s.listener.id, Err: cnet.ErrClosed})
	}
	for _, c := range s.signs {
		step.Events = append(step.Events, Done{Call: c.id, Err: cnet.ErrClosed})
	}
	s.listener, s.signs = nil, nil
	return s.finish(now, step)
}

// Listen waits for the next message of the other end's program; with cnet.NoDeadline
// for ever. One can listen at a time: otherwise the error is ErrListening, and there
// is no call.
func (s *Session) Listen(now, timeout time.Duration) (cnet.CallID, cnet.Step, error) {
	if s.listener != nil {
		return 0, s.finish(now, cnet.Step{}), ErrListening
	}
	var step cnet.Step
	s.lastCall++
	if s.closed {
		step.Events = append(step.Events, Done{Call: s.lastCall, Err: cnet.ErrClosed})
		return s.lastCall, s.finish(now, step), nil
	}
	s.listener = &call{s.lastCall, after(now, timeout)}
	return s.listener.id, s.finish(now, step), nil
}

// Sign asks the certificate authority at the other end for a signature.
func (s *Session) Sign(now time.Duration, certificate value.Value, timeout time.Duration) (cnet.CallID, cnet.Step) {
	var step cnet.Step
	s.lastCall++
	switch {
	case s.closed:
		step.Events = append(step.Events, Done{Call: s.lastCall, Err: cnet.ErrClosed})
	case len(s.signs) >= maxSigns:
		step.Events = append(step.Events, Done{Call: s.lastCall, Err: cnet.ErrBusy})
	default:
		c := &signing{call: call{s.lastCall, after(now, timeout)}}
		c.name, c.public, c.shared = identity(certificate)
		s.signs = append(s.signs, c)
		step.Send = append(step.Send, SystemValue(FunctionSignCertificate, certificate))
	}
	return s.lastCall, s.finish(now, step)
}

// Cancel forgets a call, of which nothing more will be heard.
func (s *Session) Cancel(now time.Duration, id cnet.CallID) cnet.Step {
	if s.listener != nil && s.listener.id == id {
		s.listener = nil
	}
	s.signs = slices.DeleteFunc(s.signs, func(c *signing) bool { return c.id == id })
	return s.finish(now, cnet.Step{})
}

// finish lets time pass and says when to go on.
func (s *Session) finish(now time.Duration, step cnet.Step) cnet.Step {
	step.Deadline = cnet.NoDeadline
	if s.listener != nil && now >= s.listener.deadline {
		step.Events = append(step.Events, Done{Call: s.listener.id, Err: ErrTimeout})
		s.listener = nil
	}
	s.signs = slices.DeleteFunc(s.signs, func(c *signing) bool {
		if now >= c.deadline {
			step.Events = append(step.Events, Done{Call: c.id, Err: ErrSign})
		}
		return now >= c.deadline
	})
	if s.listener != nil {
		step.Deadline = s.listener.deadline
	}
	for _, c := range s.signs {
		step.Deadline = min(step.Deadline, c.deadline)
	}
	return step
}

func after(now, d time.Duration) time.Duration {
	if d > cnet.NoDeadline-now {
		return cnet.NoDeadline
	}
	return now + max(d, 0)
}

// quote shows a string of the other end, cut to a readable length.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

// CheckServerName is the check of names that CNet's host makes.
func CheckServerName(name string) error {
	if name == "" {
		return errors.New("serverName must be a non empty string")
	}
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return fmt.Errorf("serverName must only contain alphanumeric characters, hyphens, underscores, and periods")
		}
	}
	return nil
}

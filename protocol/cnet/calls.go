package cnet

import (
	"slices"
	"time"

	"ccnet/value"
)

// maxCalls bounds the calls under way on one socket.
const maxCalls = 1024

type callKind uint8

const (
	callConnect callKind = iota
	callRequest
	callRegister
	callDisconnect
	callLogin
	callLogout
)

// call is something that a client has begun and not finished.
type call struct {
	id           CallID
	kind         callKind
	sent         Numbers // of its segment; none for login and logout
	timeout      time.Duration
	deadline     time.Duration
	acknowledged bool
	responding   bool // of a request: the wait for its response has begun
}

// start begins a call. A nil call means that there are too many.
func (p *Peer) start(now time.Duration, step *Step, kind callKind, n Numbers, timeout time.Duration) (CallID, *call) {
	p.begin(now)
	p.lastCall++
	id := p.lastCall
	switch {
	case p.closed:
		step.Events = append(step.Events, Done{Call: id, Err: ErrClosed})
		return id, nil
	case len(p.calls) >= maxCalls:
		step.Events = append(step.Events, Done{Call: id, Err: ErrBusy})
		return id, nil
	}
	p.linger = NoDeadline
	c := &call{id: id, kind: kind, sent: n, timeout: timeout, deadline: after(now, timeout)}
	p.calls = append(p.calls, c)
	return id, c
}

func (p *Peer) startSegment(now time.Duration, kind callKind, s Segment, timeout time.Duration) (CallID, Step) {
	var step Step
	id, c := p.start(now, &step, kind, s.Numbers, timeout)
	if c != nil {
		step.Send = append(step.Send, s.packet())
	}
	return id, p.finish(now, step)
}

// Connect begins a connection on the socket. Done has its numbers.
func (p *Peer) Connect(now, timeout time.Duration) (CallID, Step) {
	return p.startSegment(now, callConnect, Segment{
		Numbers: Numbers{Seq: p.number()}, Flags: SYN, Protocol: value.String(ProtocolCTTP),
	}, timeout)
}

// Request sends a request, which is a table as it travels, and waits for the
// acknowledgement and then for the response, each for the timeout at most. The
// connection's numbers are n, and n.Next() from now on.
func (p *Peer) Request(now time.Duration, n Numbers, request value.Value, timeout time.Duration) (CallID, Step) {
	return p.startSegment(now, callRequest, Segment{
		Numbers: n, Protocol: value.String(ProtocolCTTP), Payload: request,
	}, timeout)
}

// Register asks the server for a new user.
func (p *Peer) Register(now time.Duration, n Numbers, username, passwordHash string, timeout time.Duration) (CallID, Step) {
	return p.startSegment(now, callRegister, Segment{
		Numbers: n, Flags: REG, Protocol: value.String(ProtocolCLOG), Payload: registrationValue(username, passwordHash),
	}, timeout)
}

// Disconnect ends a connection. When it is done, with or without an answer, the Step
// closes the socket.
func (p *Peer) Disconnect(now time.Duration, n Numbers, timeout time.Duration) (CallID, Step) {
	return p.startSegment(now, callDisconnect, Segment{
		Numbers: n, Flags: FIN, Protocol: value.String(ProtocolCTTP),
	}, timeout)
}

// AwaitLogin waits for what LoginEvent will tell. The login itself is CryptoNet's.
func (p *Peer) AwaitLogin(now, timeout time.Duration) (CallID, Step) {
	var step Step
	id, _ := p.start(now, &step, callLogin, Numbers{}, timeout)
	return id, p.finish(now, step)
}

// AwaitLogout waits for what LogoutEvent will tell.
func (p *Peer) AwaitLogout(now, timeout time.Duration) (CallID, Step) {
	var step Step
	id, _ := p.start(now, &step, callLogout, Numbers{}, timeout)
	return id, p.finish(now, step)
}

// LoginEvent tells that CryptoNet has seen a login on the socket succeed or fail. All
// calls that wait for one end; those of a failed one with ErrLoginFailed.
func (p *Peer) LoginEvent(now time.Duration, ok bool) Step {
	var err error
	if !ok {
		err = ErrLoginFailed
	}
	return p.outcome(now, callLogin, err)
}

// LogoutEvent tells that CryptoNet has seen a logout on the socket.
func (p *Peer) LogoutEvent(now time.Duration) Step { return p.outcome(now, callLogout, nil) }

func (p *Peer) outcome(now time.Duration, kind callKind, err error) Step {
	p.begin(now)
	var step Step
	p.calls = slices.DeleteFunc(p.calls, func(c *call) bool {
		if c.kind == kind {
			step.Events = append(step.Events, Done{Call: c.id, Err: err, Acknowledged: true})
		}
		return c.kind == kind
	})
	return p.finish(now, step)
}

// Cancel forgets a call, of which nothing more will be heard: for one whose message
// could not be sent.
func (p *Peer) Cancel(now time.Duration, id CallID) Step {
	p.calls, _, _ = remove(p.calls, func(c *call) bool { return c.id == id })
	return p.finish(now, Step{})
}

// acknowledged tells the calls that wait for what s acknowledges.
func (p *Peer) acknowledged(now time.Duration, step *Step, s Segment) {
	p.calls = slices.DeleteFunc(p.calls, func(c *call) bool {
		if c.acknowledged || c.kind >= callLogin || s.Ack != c.sent.Seq+1 {
			return false
		}
		c.acknowledged = true
		done := Done{Call: c.id, Acknowledged: true}
		switch c.kind {
		case callRequest:
			c.responding, c.deadline = true, after(now, c.timeout)
			return false
		case callConnect:
			done.Numbers = Numbers{c.sent.Seq, s.Seq + 1}
		case callDisconnect:
			step.Close = true
		}
		step.Events = append(step.Events, done)
		return true
	})
}

// response gives a response to the oldest request that it fits.
func (p *Peer) response(step *Step, s Segment) {
	var c *call
	var found bool
	p.calls, c, found = remove(p.calls, func(c *call) bool {
		return c.kind == callRequest && s.Numbers == Numbers{c.sent.Seq + 1, c.sent.Ack + 1}
	})
	if !found {
		step.note("a response that nobody waits for")
		return
	}
	step.Events = append(step.Events, Done{Call: c.id, Response: s.Payload, Acknowledged: true})
}

func (p *Peer) expireCalls(now time.Duration, step *Step) {
	p.calls = slices.DeleteFunc(p.calls, func(c *call) bool {
		if now >= c.deadline && c.kind == callRequest && !c.responding {
			c.responding, c.deadline = true, after(c.deadline, c.timeout)
		}
		if now < c.deadline {
			return false
		}
		step.Events = append(step.Events, Done{Call: c.id, Err: ErrTimeout, Acknowledged: c.acknowledged})
		step.Close = step.Close || c.kind == callDisconnect
		return true
	})
}

func (p *Peer) failCalls(step *Step, err error) {
	for _, c := range p.calls {
		step.Events = append(step.Events, Done{Call: c.id, Err: err, Acknowledged: c.acknowledged})
	}
	p.calls = nil
}

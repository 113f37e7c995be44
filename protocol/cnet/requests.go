package cnet

import (
	"fmt"
	"slices"
	"time"

	"ccnet/value"
)

// openRequest is a request or a registration whose answer is not known yet.
type openRequest struct {
	id       RequestID
	answer   Segment // which lacks its payload, if it is one to a request
	register bool
	deadline time.Duration
}

// payload handles what a segment carries.
func (p *Peer) payload(now time.Duration, step *Step, s Segment) {
	if protocol, _ := s.Protocol.AsString(); protocol != ProtocolCTTP {
		step.note("a payload of the unknown protocol %s", quote(protocol))
		return
	}
	request, err := ParseRequest(s.Payload)
	if err != nil {
		if s.Payload, err = ResultResponse(s.Payload); err != nil {
			step.note("a payload that is neither a CTTP request nor a response")
			return
		}
		p.response(step, s)
		return
	}
	answer := Segment{Numbers: Numbers{s.Seq + 1, s.Ack + 1}, Protocol: value.String(ProtocolCTTP)}
	if p.repeated(now, step, s) {
		return
	}
	if len(p.open) >= p.cfg.MaxRequests {
		answer.Payload = Response{Status: ServiceUnavailable}.Value()
		p.answer(step, p.lastRequest, answer)
		return
	}
	step.Events = append(step.Events, RequestReceived{p.expect(now, answer, false), request})
}

// registration handles a segment that registers a user. It is acknowledged when the
// user has been added, since the acknowledgement is all that clients are told.
func (p *Peer) registration(now time.Duration, step *Step, s Segment) {
	username, passwordHash, err := parseRegistration(s.Payload)
	if err != nil {
		step.note("%v", err)
		return
	}
	if p.repeated(now, step, s) {
		return
	}
	if len(p.open) >= p.cfg.MaxRequests {
		step.note("a registration while too much else is waiting")
		return
	}
	if s.Ack == 0 {
		s.Ack = p.number()
	}
	answer := Segment{Numbers: Numbers{s.Ack, s.Seq + 1}, Flags: REG | ACK, Protocol: echo(s.Protocol)}
	step.Events = append(step.Events, RegistrationReceived{p.expect(now, answer, true), username, passwordHash})
}

// repeated tells whether s has come before, and gives the answer to that again. If
// not, the next request is s.
func (p *Peer) repeated(now time.Duration, step *Step, s Segment) bool {
	m := p.memory.find(now, s)
	if m == nil {
		p.lastRequest++
		p.memory.add(now, s, p.lastRequest)
		return false
	}
	step.note("a request that came before")
	if !m.answer.IsNil() {
		step.Send = append(step.Send, m.answer)
	}
	return true
}

func (p *Peer) expect(now time.Duration, answer Segment, register bool) RequestID {
	p.open = append(p.open, &openRequest{p.lastRequest, answer, register, after(now, p.cfg.HandlerTimeout)})
	return p.lastRequest
}

// answer sends an answer and remembers it.
func (p *Peer) answer(step *Step, id RequestID, s Segment) {
	packet := s.packet()
	step.Send = append(step.Send, packet)
	p.memory.answered(id, packet)
}

// take returns the open request with the name.
func (p *Peer) take(step *Step, id RequestID, register bool) (r *openRequest) {
	var found bool
	p.open, r, found = remove(p.open, func(r *openRequest) bool { return r.id == id && r.register == register })
	if !found {
		step.note("an answer that nobody waits for any more")
		return nil
	}
	return r
}

// Respond answers a request with what its handler has returned: anything that
// ResultResponse knows. Nil is no response; what is none, or cannot be sent, becomes
// INTERNAL_SERVER_ERROR.
func (p *Peer) Respond(now time.Duration, id RequestID, result value.Value) Step {
	var step Step
	if r := p.take(&step, id, false); r != nil {
		response, err := ResultResponse(result)
		if err == nil {
			err = sendable(response)
		}
		if err != nil {
			p.fail(&step, r, err)
		} else if !response.IsNil() {
			r.answer.Payload = response
			p.answer(&step, id, r.answer)
		}
	}
	return p.finish(now, step)
}

// Fail answers a request whose handler has failed with INTERNAL_SERVER_ERROR. The
// error stays here: it becomes a Note.
func (p *Peer) Fail(now time.Duration, id RequestID, err error) Step {
	var step Step
	if r := p.take(&step, id, false); r != nil {
		p.fail(&step, r, err)
	}
	return p.finish(now, step)
}

func (p *Peer) fail(step *Step, r *openRequest, err error) {
	step.note("%v", err)
	r.answer.Payload = Response{Status: InternalServerError}.Value()
	p.answer(step, r.id, r.answer)
}

// Reject answers a request that has no route.
func (p *Peer) Reject(now time.Duration, id RequestID, e *RouteError) Step {
	return p.Respond(now, id, e.Response().Value())
}

// AnswerRegistration tells whether a user has been added. If not, the client is not
// told, and reports after its timeout that it was not acknowledged: there is no
// message that it would take for anything but success.
func (p *Peer) AnswerRegistration(now time.Duration, id RequestID, accepted bool) Step {
	var step Step
	if r := p.take(&step, id, true); r != nil && accepted {
		p.answer(&step, id, r.answer)
	}
	return p.finish(now, step)
}

func (p *Peer) expireRequests(now time.Duration, step *Step) {
	p.open = slices.DeleteFunc(p.open, func(r *openRequest) bool {
		if now >= r.deadline {
			step.note("a request that was never answered")
		}
		return now >= r.deadline
	})
}

// sendable tells whether CryptoNet can send v, which it writes with
// textutils.serialise: no table twice, nothing that stays on its computer.
func sendable(v value.Value) error {
	return sendablePart(v, make(map[*value.Table]bool), 0)
}

func sendablePart(v value.Value, met map[*value.Table]bool, depth int) error {
	switch v.Kind() {
	case value.KindOpaque:
		return fmt.Errorf("the handler's response: %w", &value.UnserialisableError{Type: v.TypeName()})
	case value.KindTable:
		t := v.AsTable()
		if met[t] {
			return fmt.Errorf("the handler's response: %w", value.ErrRepeated)
		}
		if met[t] = true; depth > maxDepth {
			return fmt.Errorf("the handler's response: tables more than %d deep", maxDepth)
		}
		for _, e := range t.Entries() {
			if err := sendablePart(e.Key, met, depth+1); err != nil {
				return err
			}
			if err := sendablePart(e.Value, met, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxDepth bounds how deep the tables of a response nest.
const maxDepth = 4096

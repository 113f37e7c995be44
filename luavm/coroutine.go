package luavm

import (
	"errors"
	"math"
)

// maxDepth is how deep Resume and Call may be nested by builtins that use them.
// These alone recurse on the Go stack.
const maxDepth = 100

// Resume runs th until it yields, ends or fails, and returns what it yielded
// or returned; done tells that it has ended. If no other Resume is under way,
// a new slice begins, with fresh limits of instructions. The error is an
// *Error, or ErrAborted when the slice has used up its hard limit.
func (s *State) Resume(th *Thread, args ...Value) (results []Value, done bool, err error) {
	return s.resume(nil, th, args, false)
}

// ResumeAppend is Resume, but appends the results to others.
func (s *State) ResumeAppend(others []Value, th *Thread, args ...Value) (results []Value, done bool, err error) {
	return s.resume(others, th, args, false)
}

// Call runs f on a coroutine of its own to its end. f cannot yield.
func (s *State) Call(f Value, args ...Value) ([]Value, error) {
	results, _, err := s.resume(nil, s.NewThread(f), args, true)
	return results, err
}

func (s *State) resume(others []Value, th *Thread, args []Value, embedded bool) (results []Value, done bool, err error) {
	switch {
	case s.dead:
		return nil, true, ErrAborted
	case th.s != s:
		return nil, true, errors.New("luavm: coroutine of another state")
	case th.status != StatusSuspended:
		return nil, true, NewError(String(th.refusal()))
	case s.depth >= maxDepth:
		return nil, true, NewError(String("stack overflow"))
	}
	cur, root, c, wasEmbedded := s.cur, s.root, s.c, s.embedded
	if s.depth == 0 {
		s.startSlice()
	} else {
		s.c = &Call{}
	}
	s.depth++
	s.root, s.embedded = th, embedded
	if cur != nil {
		cur.status = StatusNormal
	}
	defer func() {
		s.cur, s.root, s.c, s.embedded = cur, root, c, wasEmbedded
		s.depth--
		if cur != nil {
			cur.status = StatusRunning
			cur.inheritHook()
		}
	}()
	th.parent = nil
	if th.hook == nil && s.hook == nil && len(th.frames) > 0 && th.takes(len(args), flagSuspended) {
		s.land(th, args)
		err = s.run(modeNone, 0, 0, 0, 0, retHost)
	} else {
		m, at := th.enter(args)
		ret := retHost
		if m == modeCall {
			ret = retThread
		}
		err = s.run(m, at, len(args), at, -1, ret)
	}
	if err != errExit {
		if err == ErrAborted {
			s.dead = true
		}
		return nil, true, err
	}
	results = append(others, th.stack[s.exitFrom:s.exitFrom+s.exitN]...)
	if s.exitDone {
		th.bury()
	}
	return results, s.exitDone, nil
}

func (s *State) startSlice() {
	s.hard = false
	s.budget = math.MaxInt64
	if s.cfg.SoftSteps > 0 {
		s.budget = s.cfg.SoftSteps
	}
}

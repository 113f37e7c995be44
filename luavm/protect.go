package luavm

import (
	"errors"
	"fmt"
	"runtime"
)

// protector returns the index of the nearest protected call below frame i.
func (th *Thread) protector(i int) int {
	for i--; i >= 0 && th.frames[i].flags&flagProtect == 0; i-- {
	}
	return i
}

// handled returns the index of the frame whose message handler hears of what the
// protected call i catches; -1 if nobody does.
func (th *Thread) handled(i int) int {
	for i >= 0 && th.frames[i].flags&flagUnder != 0 {
		for i--; i >= 0 && th.frames[i].flags&(flagProtect|flagHandler) == 0; i-- {
		}
	}
	if i < 0 || th.frames[i].flags&flagHandled == 0 {
		return -1
	}
	return i
}

// catch drops the frames above the protected call i, and leaves false and v
// where its results go.
func (th *Thread) catch(i int, v Value) (at, n int) {
	for len(th.frames) > i+1 {
		flags := th.frames[len(th.frames)-1].flags
		if flags&flagHandler != 0 && th.errs > 0 {
			th.errs--
		}
		th.pop()
		if flags&flagHook != 0 {
			th.hook.stage = hookCall
		}
	}
	at = int(th.frames[i].base)
	th.need(at + 2)
	th.stack[at], th.stack[at+1] = Bool(false), v
	return at, 2
}

// throw raises err in the running coroutine. It returns nil when somebody has
// caught it, so that the loop can go on, and otherwise what ends the loop.
func (s *State) throw(err error) error {
	for {
		if err == errExit {
			return err
		}
		if s.dead {
			return ErrAborted
		}
		th, c := s.cur, s.c
		e := s.asError(th, err)
		active := s.runsBuiltin(th)
		c.active = false
		i := len(th.frames) - 1
		for i >= 0 && th.frames[i].flags&(flagProtect|flagHandler) == 0 {
			i--
		}
		if active && (i < 0 || th.frames[i].flags&flagHandler == 0 && th.handled(i) >= 0) {
			// the builtin shows in tracebacks
			if h, perr := th.push(); perr == nil {
				*h = frame{fn: c.self, base: int32(c.base), extra: int32(c.nargs + c.pushed), ret: retHost}
				th.nest++
			}
		}
		switch {
		case i < 0:
			th.status = StatusDead
			parent := th.parent
			if parent == nil {
				if e.Traceback == "" {
					e.Traceback = s.Traceback(th, 0)
				}
				return e
			}
			th.parent, th.stack = nil, nil // the frames stay, for debug.traceback
			clear(th.stack0[:])
			s.cur = parent
			parent.status = StatusRunning
			h := &parent.frames[len(parent.frames)-1]
			if h.flags&flagWrap != 0 {
				err = e
				continue
			}
			at := int(h.base)
			parent.need(at + 2)
			parent.stack[at], parent.stack[at+1] = Bool(false), e.Value
			err = s.drive(modeCaught, at, 2, 0, 0, retHost)
		case th.frames[i].flags&flagHandler != 0:
			p := th.protector(i)
			at, n := th.catch(p, String("error in error handling"))
			err = s.drive(modeCaught, at, n, 0, 0, retHost)
		case th.handled(i) >= 0:
			handler := th.stack[th.frames[th.handled(i)].base]
			base := th.end()
			th.errs++
			h, perr := th.push()
			if perr != nil {
				th.errs--
				at, n := th.catch(i, e.Value)
				err = s.drive(modeCaught, at, n, 0, 0, retHost)
				break
			}
			*h = frame{base: int32(base), flags: flagHandler, ret: retHost}
			th.nest++
			th.need(base + 2 + callSlack)
			th.stack[base], th.stack[base+1] = handler, e.Value
			err = s.call(base, 1, base, -1, retHost)
		default:
			at, n := th.catch(i, e.Value)
			err = s.drive(modeCaught, at, n, 0, 0, retHost)
		}
		if err == nil {
			return nil
		}
	}
}

// asError makes err a Lua error. Texts of the machine and of builtins in plain
// Go get the position of the nearest Lua function.
func (s *State) asError(th *Thread, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Value: String(s.where(th) + err.Error())}
}

// run executes until the root coroutine yields, ends or fails. A panic of a
// builtin is an error of the program.
func (s *State) run(m mode, at, n, dst, want int, ret retKind) error {
	err, panicked := s.start(m, at, n, dst, want, ret)
	for panicked {
		err, panicked = s.goOn(err)
	}
	return err
}

// start does what m says and then executes.
func (s *State) start(m mode, at, n, dst, want int, ret retKind) (err error, panicked bool) {
	defer catchPanic(&err, &panicked)
	if m != modeNone {
		if err = s.drive(m, at, n, dst, want, ret); err != nil {
			if err = s.throw(err); err != nil {
				return err, false
			}
		}
	}
	return s.execute(), false
}

// goOn raises an error and then executes.
func (s *State) goOn(raised error) (err error, panicked bool) {
	defer catchPanic(&err, &panicked)
	if err = s.throw(raised); err != nil {
		return err, false
	}
	return s.execute(), false
}

func catchPanic(err *error, panicked *bool) {
	if r := recover(); r != nil {
		*err, *panicked = panicError(r), true
	}
}

// panicError returns what a panic with r means to the program.
func panicError(r any) error {
	switch r := r.(type) {
	case *Error:
		return r
	case runtime.Error:
		return NewError(String("internal error: " + r.Error()))
	case error:
		return r
	}
	return NewError(String(fmt.Sprintf("internal error: %v", r)))
}

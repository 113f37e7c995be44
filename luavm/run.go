package luavm

import (
	"errors"
	"fmt"

	"ccnet/luavm/code"
)

// errExit ends the loop: the root coroutine has yielded or returned.
var errExit = errors.New("luavm: exit")

// builtinCost is how many steps a call of a builtin is charged.
const builtinCost = 4

// copyShift is how many values are copied for one step, as a power of two.
const copyShift = 4

// mode is what drive does next.
type mode uint8

const (
	modeCall    mode = iota // call the value at at with n arguments
	modeResults             // n results at at go to ret
	modeAct                 // a builtin has come back
	modeCaught              // n values at at, the first a boolean, go to the top frame, which caught them
	modeNone                // nothing: there is a Lua function to go on with
)

// begin makes c the call of b with n arguments at base.
func (c *Call) begin(s *State, th *Thread, b *Builtin, base, n int) {
	if c.th != th {
		c.s, c.th = s, th
	}
	c.self = b
	c.base, c.nargs, c.pushed = base, n, 0
	c.action, c.from, c.n = actReturn, base-1, 0
	c.active, c.kept = true, false
}

// call calls the value at stack index slot. When it comes back without error,
// the call is complete or the frames tell how to go on.
func (s *State) call(slot, nargs, dst, want int, ret retKind) error {
	return s.drive(modeCall, slot, nargs, dst, want, ret)
}

// drive carries calls, results, yields and resumes from frame to frame, until
// there is a Lua function to go on with. It never calls itself: a chain of
// builtins that call each other turns round here.
func (s *State) drive(m mode, at, n, dst, want int, ret retKind) error {
	c := s.c
	for tries := 0; ; {
		th := s.cur
		switch {
		case m == modeAct:
		case m == modeCall:
			f := th.stack[at]
			if f.n == tagFunction {
				return s.pushLua(th, f.closure(), at, n, dst, want, ret)
			}
			if f.n != tagBuiltin {
				mm := s.metamethod(f, metaCall)
				if tries++; mm.n == 0 || tries > 100 {
					return s.callError(th, f)
				}
				th.need(at + n + 2)
				copy(th.stack[at+1:at+n+2], th.stack[at:at+n+1])
				th.stack[at] = mm
				n++
				if ret == retPlain {
					ret = retNested // the game makes this call, not the machine
				}
				continue
			}
			if th.nest+1 >= maxNest && th.errs == 0 {
				return th.overflow()
			}
			if th.hooked && th.hook.tells(OnCall) {
				h, err := th.push()
				if err != nil {
					return err
				}
				th.nest++
				*h = frame{fn: f.builtin(), base: int32(at + 1), extra: int32(n), dst: int32(dst), want: int32(want), ret: ret}
				if at, err = s.startHook(th, OnCall, 0); err != nil {
					return err
				}
				n, dst, want, ret = 2, at, 0, retHost
				continue
			}
			s.budget -= builtinCost
			c.begin(s, th, f.builtin(), at+1, n)
			if err := c.self.Fn(c); err != nil {
				return err
			}
		case m == modeResults && ret != retHost:
			var done bool
			var err error
			switch ret {
			case retPlain, retNested:
				th.store(at, n, dst, want)
				return nil
			case retCond, retCondNot:
				s.condition(th, n > 0 && th.stack[at].Truthy() == (ret == retCond))
				return nil
			case retConcat:
				f := &th.frames[len(th.frames)-1]
				th.stack[dst] = th.first(at, n)
				in := f.cl.proto.code[f.pc-1]
				at, dst, done, err = s.concat(th, f, in, dst-int(f.base))
				if done || err != nil {
					return err
				}
				m, n, want = modeCall, 2, 1
				continue
			case retThread:
				if at, n, err = s.leave(th, at, n, StatusDead); err != nil {
					return err
				}
				ret = retHost
				continue
			}
		default:
			h := &th.frames[len(th.frames)-1]
			if h.flags&flagHook != 0 {
				th.pop()
				h = &th.frames[len(th.frames)-1]
				if h.cl != nil { // the instruction comes again
					h.pc--
					return nil
				}
				at, n, dst, want, ret = int(h.base), int(h.extra), int(h.dst), int(h.want), h.ret
				if h.flags&flagReturning != 0 {
					th.pop()
					m = modeResults
					continue
				}
				s.budget -= builtinCost
				c.begin(s, th, h.fn, at, n)
				c.kept = true
				if err := c.self.Fn(c); err != nil {
					return err
				}
				break
			}
			if h.flags&flagHandler != 0 {
				v := th.first(at, n)
				at, n = th.catch(th.protector(len(th.frames)-1), v)
				m = modeCaught
				continue
			}
			if m == modeResults && h.flags&(flagProtect|flagResume) != 0 {
				// the slot below is the callee's or the builtin's own
				at--
				n++
				th.stack[at] = Bool(true)
			}
			dst, want, ret = int(h.dst), int(h.want), h.ret
			m = modeResults
			if h.k == nil {
				if th.hooked && th.hook.tells(OnReturn) {
					var err error
					if at, err = s.returnHook(th, h, at, n); err != nil {
						return err
					}
					m, n, dst, want, ret = modeCall, 2, at, 0, retHost
					continue
				}
				th.pop()
				continue
			}
			// The frame stays while its builtin goes on: often it waits again.
			base, k := int(h.base), h.k
			h.flags, h.extra, h.k = 0, 0, nil
			th.need(base + n)
			move(th.stack[base:base+n], th.stack[at:at+n])
			s.budget -= builtinCost
			c.begin(s, th, h.fn, base, n)
			c.kept = true
			if err := k.Continue(c); err != nil {
				return err
			}
		}
		for c.action == actContinue {
			k := c.k
			c.k = nil
			s.budget -= builtinCost
			kept := c.kept
			c.begin(s, th, c.self, c.from, c.n)
			c.kept = kept
			if err := k.Continue(c); err != nil {
				return err
			}
		}
		c.active = false
		if s.budget < 0 || s.used > s.ceiling {
			c.active = true
			if err := s.overdrawn(th); err != nil {
				return err
			}
			c.active = false
		}

		// The builtin has come back.
		at, n = c.from, c.n
		switch c.action {
		case actReturn:
			if th.hooked && th.hook.tells(OnReturn) {
				h, err := th.wait(c)
				if err != nil {
					return err
				}
				h.dst, h.want, h.ret = int32(dst), int32(want), ret
				if at, err = s.returnHook(th, h, at, n); err != nil {
					return err
				}
				m, n, dst, want, ret = modeCall, 2, at, 0, retHost
				continue
			}
			m = modeResults
			if c.kept {
				th.pop()
			}
			continue
		case actTailCall:
			m, at = modeCall, at-1
			if c.kept {
				th.pop()
			}
			continue
		}
		if c.action == actWrap && c.target.status != StatusSuspended {
			c.active = true
			return c.Errorf("%s", c.target.refusal())
		}
		h, err := th.wait(c)
		if err != nil {
			return err
		}
		h.dst, h.want, h.ret = int32(dst), int32(want), ret
		switch c.action {
		case actCall, actProtect, actProtectUnder, actXProtect:
			m, at, dst, want, ret = modeCall, at-1, at-1, -1, retHost
			if c.action != actCall {
				h.flags = flagProtect
			}
			switch c.action {
			case actXProtect:
				h.flags |= flagHandled
			case actProtectUnder:
				h.flags |= flagUnder
			}
			h.extra = int32(at - c.base)
		case actYield:
			h.flags = flagSuspended
			if at, n, err = s.leave(th, at, n, StatusSuspended); err != nil {
				return err
			}
			m, ret = modeResults, retHost
		case actResume, actWrap:
			h.flags = flagResume
			if c.action == actWrap {
				h.flags = flagWrap
			}
			target := c.target
			c.target = nil
			if target.status != StatusSuspended {
				th.need(c.base + 2)
				th.stack[c.base], th.stack[c.base+1] = Bool(false), String(target.refusal())
				m, at, n = modeCaught, c.base, 2
				continue
			}
			th.status = StatusNormal
			target.parent = th
			m, at = target.enter(th.stack[at : at+n])
			dst, want, ret = at, -1, retHost
			if m == modeCall {
				ret = retThread
			}
		}
	}
}

// wait returns the frame of a builtin that has come back to wait for something.
func (th *Thread) wait(c *Call) (h *frame, err error) {
	if c.kept {
		h = &th.frames[len(th.frames)-1]
	} else {
		if th.nest+1 >= maxNest && th.errs == 0 {
			return nil, th.overflow()
		}
		if h, err = th.push(); err != nil {
			return nil, err
		}
		th.nest++
		h.cl, h.fn = nil, c.self
		h.base, h.extra, h.flags = int32(c.base), 0, 0
	}
	h.k, c.k = c.k, nil
	return h, nil
}

// bury frees what a dead coroutine held.
func (th *Thread) bury() {
	th.stack, th.frames, th.start = nil, nil, Nil
	clear(th.stack0[:])
	th.frames0 = [firstFrames]frame{}
	th.room = 0
}

// store puts n results at at where the caller wants them.
func (th *Thread) store(at, n, dst, want int) {
	th.s.budget -= int64(n) >> copyShift
	if want < 0 {
		th.need(dst + n)
		copy(th.stack[dst:dst+n], th.stack[at:at+n])
		th.top = dst + n
		return
	}
	st := th.stack
	if n > want {
		n = want
	}
	move(st[dst:dst+n], st[at:at+n])
	for ; n < want; n++ {
		st[dst+n] = Nil
	}
}

func (th *Thread) first(at, n int) Value {
	if n == 0 {
		return Nil
	}
	return th.stack[at]
}

// condition ends the comparison that the top frame is at.
func (s *State) condition(th *Thread, outcome bool) {
	f := &th.frames[len(th.frames)-1]
	in := f.cl.proto.code[f.pc-1]
	if th.hooked {
		th.hook.depth, th.hook.last = len(th.frames), f.pc-1
	}
	if outcome == (in.B()&code.Flag != 0) {
		f.pc += int32(in.C())
		if in.C() < 0 {
			s.budget += int64(in.C())
		}
	}
}

// enter makes th the running coroutine and hands it args.
func (th *Thread) enter(args []Value) (mode, int) {
	th.s.cur = th
	th.status = StatusRunning
	if th.s.hook != nil || th.hook != nil {
		th.inheritHook()
	}
	if len(th.frames) == 0 {
		th.need(2 + len(args))
		th.stack[1] = th.start
		copy(th.stack[2:], args)
		return modeCall, 1
	}
	h := &th.frames[len(th.frames)-1]
	h.flags &^= flagSuspended
	th.need(int(h.base) + len(args))
	move(th.stack[h.base:], args)
	return modeResults, int(h.base)
}

// leave makes the coroutine that has resumed th the running one and hands it n
// values of th. The root has none: the loop ends.
func (s *State) leave(th *Thread, at, n int, status Status) (int, int, error) {
	th.status = status
	parent := th.parent
	if parent == nil {
		s.exitFrom, s.exitN, s.exitDone = at, n, status == StatusDead
		return 0, 0, errExit
	}
	th.parent = nil
	s.cur = parent
	parent.status = StatusRunning
	to := int(parent.frames[len(parent.frames)-1].base)
	parent.need(to + n)
	move(parent.stack[to:to+n], th.stack[at:at+n])
	if status == StatusDead {
		th.bury()
	}
	// Coroutines that hand on what others hand to them never come to the loop.
	if s.budget -= int64(n) >> copyShift; s.budget < 0 || s.used > s.ceiling {
		return to, n, s.overdrawn(parent)
	}
	return to, n, nil
}

func (th *Thread) refusal() string { return "cannot resume " + th.status.resumeName() + " coroutine" }

func (st Status) resumeName() string {
	if st == StatusSuspended {
		return "dead"
	}
	return st.String()
}

// callError is the error of calling f, which the top frame or a builtin does.
func (s *State) callError(th *Thread, f Value) error {
	name := ""
	if !s.c.active && len(th.frames) > 0 {
		name = th.operandName(code.OperandCallee, 0)
	}
	return &Error{Value: String(s.where(th) + "attempt to call " + describe(name, s.typeName(f)))}
}

// describe names an operand: "local 'x' (a nil value)" or "a nil value".
func describe(name, typ string) string {
	if name == "" {
		return "a " + typ + " value"
	}
	return fmt.Sprintf("%s (a %s value)", name, typ)
}

// finish ends the top frame with n results at from.
func (s *State) finish(th *Thread, from, n int) error {
	f := &th.frames[len(th.frames)-1]
	dst, want, ret := int(f.dst), int(f.want), f.ret
	th.pop()
	return s.drive(modeResults, from, n, dst, want, ret)
}

// tailCall calls what is at slot, which is no builtin, in place of the top frame
// f. Objects whose __call is a builtin are called in the ordinary way.
func (s *State) tailCall(th *Thread, f *frame, slot, n int) error {
	for tries := 0; th.stack[slot].n != tagFunction; tries++ {
		v := th.stack[slot]
		if v.n == tagBuiltin {
			return s.call(slot, n, slot, -1, retPlain)
		}
		mm := s.metamethod(v, metaCall)
		if mm.n == 0 || tries >= 100 {
			return s.callError(th, v)
		}
		th.need(slot + n + 2)
		copy(th.stack[slot+1:slot+n+2], th.stack[slot:slot+n+1])
		th.stack[slot] = mm
		n++
	}
	low := int(f.base) - 1
	if f.extra > 0 {
		low -= int(f.extra) + f.cl.proto.nparams
	}
	copy(th.stack[low:low+n+1], th.stack[slot:slot+n+1])
	s.budget -= int64(n) >> copyShift
	dst, want, ret, flags := int(f.dst), int(f.want), f.ret, f.flags
	th.pop()
	if err := s.pushLua(th, th.stack[low].closure(), low, n, dst, want, ret); err != nil {
		return err
	}
	th.frames[len(th.frames)-1].flags = flags&^flagEntered | flagTail
	return nil
}

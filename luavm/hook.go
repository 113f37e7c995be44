package luavm

import (
	"unsafe"

	"ccnet/luavm/code"
)

// Events are things that a coroutine does and a hook is told of.
type Events uint8

const (
	OnCall   Events = 1 << iota // a function begins
	OnReturn                    // a function is about to return
	OnLine                      // another line begins, or the same one again
	OnCount                     // Count instructions have run
)

// String returns the name of a single event, as hooks of programs are told.
func (e Events) String() string {
	switch e {
	case OnCall:
		return "call"
	case OnReturn:
		return "return"
	case OnLine:
		return "line"
	case OnCount:
		return "count"
	}
	return ""
}

// Hook is told of events before they take effect. It is a function of the
// program or of the host; while it runs, its coroutine has no events. The zero
// Hook is none.
//
// Coroutines without a hook pay nothing: a hooked one runs the instruction
// "hook" in place of every other, which looks for events and then does what
// stands in the code.
type Hook struct {
	// Func is called with the name of the event and, for OnLine, the line. It is
	// on the stack above the function that the event is about, and may yield
	// and fail as that function may.
	Func Value
	// Watch is called if Func is nil. The function that the event is about is at
	// level 0 of th. It is not told of calls and returns of builtins. An error is
	// raised in the program; ErrAborted ends the state. Watching changes nothing
	// that a program can see, its limits included.
	Watch func(th *Thread, event Events, line int) error

	Events Events
	Count  int // instructions from one OnCount to the next, at least 1
}

// opHook is the instruction of hooked code.
const opHook = code.NumOps

// hookCost is how many steps a hooked instruction is charged.
const hookCost = 4

// hookState is what a coroutine's hook is at.
type hookState struct {
	Hook
	given   *Hook     // the state's hook, of which Hook is a copy; nil: the coroutine's own
	running bool      // Func runs
	stage   hookStage // of the instruction under way
	left    int       // instructions to the next OnCount
	depth   int       // number of frames at the last instruction
	last    int32     // its index
	top     int       // Thread.top while Func runs
}

// hookStage is what is looked for next.
type hookStage uint8

const (
	hookCall hookStage = iota
	hookCount
	hookLine
	hookReturn
	hookDone
)

// SetHook replaces the hook of th, whatever th is doing.
func (th *Thread) SetHook(h Hook) { th.setHook(h, nil) }

// Hook returns the hook of th, which may be its state's.
func (th *Thread) Hook() Hook {
	if th.hook == nil {
		return Hook{}
	}
	return th.hook.Hook
}

// SetHook sets the hook of all coroutines, those to come included, that have
// none of their own.
func (s *State) SetHook(h Hook) {
	s.hook = nil
	if h.Events != 0 {
		s.hook = &h
	}
	for th := s.cur; th != nil; th = th.parent {
		th.inheritHook()
	}
}

// SetHook ends the builtin, like Return, with another hook set for th. The hook
// of the running coroutine is told already that the builtin returns.
func (c *Call) SetHook(th *Thread, h Hook) error {
	return c.resumeN(setHook{th, h}, 0)
}

type setHook struct {
	th   *Thread
	hook Hook
}

func (k setHook) Continue(c *Call) error {
	k.th.SetHook(k.hook)
	return c.Return()
}

// inheritHook takes over the state's hook, if th has none of its own.
func (th *Thread) inheritHook() {
	given := th.s.hook
	switch h := th.hook; {
	case h == nil && given == nil:
	case h != nil && (h.given == given || h.given == nil && h.Events != 0):
	case given == nil:
		th.setHook(Hook{}, nil)
	default:
		th.setHook(*given, given)
	}
}

func (th *Thread) setHook(h Hook, given *Hook) {
	if h.Func.n == 0 && h.Watch == nil {
		h.Events = 0
	}
	if th.hook == nil {
		th.hook = &hookState{}
	}
	hs := th.hook
	hs.Hook, hs.given = h, given
	hs.left = max(h.Count, 1)
	hs.depth = -1
	for i := range th.frames {
		th.frames[i].flags |= flagEntered
	}
	was := th.hooked
	if th.armHook(); th.hooked != was && len(th.frames) > 0 {
		// The loop finds its stack moved, and reads all anew.
		if h.Watch == nil && given == nil {
			th.s.budget -= int64(len(th.stack)+len(th.frames)) >> copyShift
		}
		th.stack = append([]Value(nil), th.stack...)
		clear(th.stack0[:])
	}
	if given == nil && h.Events == 0 && th.s.hook != nil {
		th.inheritHook()
	}
}

// armHook makes th run hooked code or not. The loop alone pushes no frames of
// hooked code.
func (th *Thread) armHook() {
	th.hooked = th.hook != nil && th.hook.Events != 0 && !th.hook.running
	th.room = min(cap(th.frames), maxFrames)
	if th.hooked {
		th.room = 0
	}
}

// tells tells whether a function has to be called for an event of a builtin.
func (h *hookState) tells(event Events) bool { return h.Events&event != 0 && h.Func.n != 0 }

// hookedCode returns hooked code of at least n instructions.
func (s *State) hookedCode(n int) unsafe.Pointer {
	if n > len(s.hooks) {
		s.hooks = make([]code.Instr, max(n, 2*len(s.hooks)))
		for i := range s.hooks {
			s.hooks[i] = code.Make(opHook, 0, 0, 0)
		}
	}
	return unsafe.Pointer(unsafe.SliceData(s.hooks))
}

// hooked looks for the events of the instruction that the top frame f is at,
// and returns the instruction. If on is false, frames have changed: the hook
// runs now, and the instruction comes again, or it has been done.
func (s *State) hooked(th *Thread, f *frame) (in code.Instr, on bool, err error) {
	h := th.hook
	pc := f.pc - 1
	if !th.hooked {
		f.pc = pc
		return 0, false, nil
	}
	in = f.cl.proto.code[pc]
	for h.stage < hookDone {
		event, line := h.look(th, f, in, pc)
		if event&h.Events == 0 {
			continue
		}
		if h.Func.n != 0 {
			slot, err := s.startHook(th, event, line)
			if err != nil {
				return 0, false, err
			}
			return 0, false, s.call(slot, 2, slot, 0, retHost)
		}
		if err := s.watch(th, event, line); err != nil {
			h.stage = hookCall
			return 0, false, err
		}
	}
	h.stage = hookCall
	builtins := h.tells(OnCall | OnReturn)
	if h.Func.n != 0 {
		s.budget -= hookCost
	}
	base, a, b := int(f.base), in.A(), in.B()
	switch in.Op() {
	case code.OpCall, code.OpTailCall:
		if slot := base + a; builtins && th.stack[slot].n == tagBuiltin {
			n := b - 1
			if n < 0 {
				n = th.top - slot - 1
			}
			return 0, false, s.call(slot, n, slot, in.C()-1, retPlain)
		}
	case code.OpTForCall:
		if !builtins {
			break
		}
		slot := base + a + 3
		copy(th.stack[slot:slot+3], th.stack[base+a:base+a+3])
		return 0, false, s.call(slot, 2, slot, b, retNested)
	case code.OpReturn0:
		return 0, false, s.finish(th, base, 0)
	case code.OpReturn1:
		return 0, false, s.finish(th, base+a, 1)
	case code.OpReturn:
		n := b - 1
		if n < 0 {
			n = th.top - base - a
		}
		return 0, false, s.finish(th, base+a, n)
	}
	return in, true, nil
}

// watch tells the host of an event, but not of those of what it runs itself.
func (s *State) watch(th *Thread, event Events, line int) error {
	if s.watching {
		return nil
	}
	s.watching = true
	defer func() { s.watching = false }()
	err := th.hook.Watch(th, event, line)
	if err == ErrAborted {
		s.dead = true
	}
	return err
}

// look returns the event of the next stage, which may be one that nobody wants.
func (h *hookState) look(th *Thread, f *frame, in code.Instr, pc int32) (event Events, line int) {
	stage := h.stage
	h.stage++
	switch stage {
	case hookCall:
		depth := len(th.frames)
		if f.flags&flagEntered == 0 {
			f.flags |= flagEntered
			h.depth, h.last = depth, -1
			return OnCall, 0
		}
		if depth != h.depth { // a call has returned here
			h.depth, h.last = depth, pc-1
		}
	case hookCount:
		if h.Events&OnCount != 0 {
			if h.left--; h.left <= 0 {
				h.left = max(h.Count, 1)
				return OnCount, 0
			}
		}
	case hookLine:
		last := h.last
		h.last = pc
		line = f.cl.proto.line(pc)
		if pc <= last || last < 0 || line != f.cl.proto.line(last) {
			return OnLine, line
		}
	case hookReturn:
		if op := in.Op(); op == code.OpReturn || op == code.OpReturn0 || op == code.OpReturn1 {
			return OnReturn, 0
		}
	}
	return 0, 0
}

func (p *Prototype) line(pc int32) int {
	if int(pc) < len(p.src.Pos) {
		return int(p.src.Pos[pc].Line)
	}
	return 0
}

// startHook puts the hook's function and its arguments on the stack, at slot,
// with a frame below it that ends the hook.
func (s *State) startHook(th *Thread, event Events, line int) (slot int, err error) {
	h := th.hook
	slot = max(th.end(), th.top)
	if th.nest+1 >= maxNest+int(th.errs)*10 {
		h.stage = hookCall
		return 0, th.overflow()
	}
	f, err := th.push()
	if err != nil {
		h.stage = hookCall
		return 0, err
	}
	*f = frame{base: int32(slot), flags: flagHook, ret: retHost}
	th.nest++
	th.need(slot + 3 + callSlack)
	h.running, h.top = true, th.top
	th.armHook()
	st := th.stack[slot:]
	st[0], st[1], st[2] = h.Func, String(event.String()), Nil
	if event == OnLine {
		st[2] = Int(line)
	}
	return slot, nil
}

// returnHook is startHook for the builtin of frame h, whose n results are at at.
func (s *State) returnHook(th *Thread, h *frame, at, n int) (slot int, err error) {
	h.base, h.extra, h.flags = int32(at), int32(n), flagReturning
	return s.startHook(th, OnReturn, 0)
}

// endHook is called when the frame that startHook has pushed goes.
func (th *Thread) endHook() {
	h := th.hook
	h.running = false
	th.top = h.top
	th.armHook()
	if !th.hooked {
		h.stage = hookCall
	}
}

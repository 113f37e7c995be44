package luavm

import "unsafe"

// frame is one call under way: of a Lua function, or of a builtin that waits
// for something it has called.
type frame struct {
	cl *Closure     // the Lua function, or nil
	fn *Builtin     // the builtin, if cl is nil
	k  Continuation // of the builtin; nil: the results pass through
	pc int32        // index of the next instruction
	// base is the stack index of register 0; of a builtin, of where its
	// callee is put.
	base  int32
	dst   int32 // stack index for the results
	want  int32 // how many results; -1: all
	extra int32 // Lua: varargs, which end at base; builtin: values in use from base on
	ret   retKind
	flags frameFlags
}

// retKind tells what becomes of a call's results.
type retKind uint8

const (
	retPlain   retKind = iota // a Lua function's CALL: store them
	retNested                 // store them: a metamethod or iterator
	retCond                   // jump of the comparison below, if they make it true
	retCondNot                // the same, turned round
	retConcat                 // operand of the concatenation below
	retHost                   // hand them to the builtin below
	retThread                 // the end of the coroutine
)

type frameFlags uint16

const (
	flagProtect   frameFlags = 1 << iota // catches errors; results gain true
	flagHandled                          // and has a message handler in its first slot
	flagUnder                            // or has that of the next one below
	flagHandler                          // runs a message handler
	flagResume                           // waits for a coroutine; results gain true
	flagWrap                             // waits for a coroutine; errors pass on
	flagTail                             // called in place of another function
	flagSuspended                        // waits in a yield
	flagHook                             // runs a hook
	flagEntered                          // its call is no event any more
	flagReturning                        // a builtin whose results wait for the hook
)

const (
	frameBytes  = int64(unsafe.Sizeof(frame{}))
	threadBytes = int64(unsafe.Sizeof(Thread{}))
)

// need makes room for stack indexes below n.
func (th *Thread) need(n int) {
	if n > len(th.stack) {
		th.growStack(n)
	}
}

func (th *Thread) growStack(n int) {
	if n > maxStack {
		panic(&Error{Value: String(th.s.where(th) + "stack overflow")})
	}
	size := 2 * len(th.stack)
	for size < n {
		size *= 2
	}
	th.s.charge(int64(size-len(th.stack)) * valueBytes)
	st := make([]Value, size)
	copy(st, th.stack)
	clear(th.stack0[:])
	th.stack = st
}

// push adds a frame. It fails when the coroutine is too deep.
func (th *Thread) push() (*frame, error) {
	n := len(th.frames)
	if n >= maxFrames && (th.errs == 0 || n >= maxFrames+errFrames) {
		return nil, th.overflow()
	}
	if n == cap(th.frames) {
		size := min(2*n, maxFrames)
		if n >= maxFrames {
			size = maxFrames + errFrames
		}
		th.s.charge(int64(size-n) * frameBytes)
		fs := make([]frame, n, size)
		copy(fs, th.frames)
		th.frames = fs[:n:size]
		if !th.hooked {
			th.room = min(size, maxFrames)
		}
	}
	th.frames = th.frames[:n+1]
	return &th.frames[n], nil
}

func (th *Thread) overflow() error {
	return &Error{Value: String(th.s.where(th) + "stack overflow")}
}

// pop removes the top frame.
func (th *Thread) pop() {
	n := len(th.frames) - 1
	f := &th.frames[n]
	if f.cl == nil {
		f.k, f.fn = nil, nil
		if f.flags&flagHook != 0 {
			th.endHook()
		}
	}
	if f.nested() {
		th.nest--
	}
	th.frames = th.frames[:n]
}

// hidden tells whether a frame is no call of a function.
func (f *frame) hidden() bool { return f.flags&(flagHandler|flagHook) != 0 }

// nested tells whether a frame counts as a call by the host.
func (f *frame) nested() bool { return f.cl == nil || f.ret != retPlain }

// end returns the stack index behind what the top frame uses.
func (th *Thread) end() int {
	if len(th.frames) == 0 {
		return 1
	}
	f := &th.frames[len(th.frames)-1]
	if f.cl != nil {
		return int(f.base) + f.cl.proto.nregs
	}
	return int(f.base) + int(f.extra)
}

// pushLua starts a call of cl, whose nargs arguments follow the stack index slot.
func (s *State) pushLua(th *Thread, cl *Closure, slot, nargs, dst, want int, ret retKind) error {
	p := cl.proto
	base := slot + 1
	th.need(base + nargs + p.nregs + callSlack)
	st := th.stack
	for i := nargs; i < p.nparams; i++ {
		st[base+i] = Nil
	}
	extra := 0
	if p.vararg && nargs > p.nparams {
		// The arguments stay where they are, so that the varargs end at the new
		// base; the named ones are copied up.
		extra = nargs - p.nparams
		copy(st[base+nargs:base+nargs+p.nparams], st[base:base+p.nparams])
		base += nargs
		s.budget -= int64(nargs) >> copyShift
	}
	f, err := th.push()
	if err != nil {
		return err
	}
	f.cl = cl
	f.pc, f.base, f.dst, f.want, f.extra = 0, int32(base), int32(dst), int32(want), int32(extra)
	f.ret, f.flags = ret, 0
	if ret != retPlain {
		if th.nest++; th.nest >= maxNest {
			th.frames = th.frames[:len(th.frames)-1]
			th.nest--
			return th.overflow()
		}
	}
	s.budget -= p.cost
	return nil
}

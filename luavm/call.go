package luavm

import (
	"fmt"
	"math"
)

// Call is one call of a builtin, or one continuation of it. Arguments count
// from 1. It is valid until the builtin returns.
//
// A builtin ends with exactly one of the Return methods, or asks the machine
// to go on for it: TailCall, CallThen, ProtectThen, YieldThen, ResumeThen.
// Nothing of it stays on the Go stack then; what it must remember is in its
// Continuation.
type Call struct {
	s      *State
	th     *Thread
	self   *Builtin
	base   int // stack index of argument 1
	nargs  int
	pushed int  // values pushed behind the arguments
	active bool // the builtin runs
	kept   bool // and has a frame already

	action  action
	from, n int          // actReturn: the results; otherwise the arguments, f before them at from-1
	k       Continuation // what goes on afterwards, or nil
	target  *Thread      // actResume
}

// Continuation is a suspended builtin: plain data. Its arguments are the
// results of what the builtin has waited for.
type Continuation interface{ Continue(c *Call) error }

// action is what the machine has to do when a builtin comes back.
type action uint8

const (
	actReturn action = iota
	actTailCall
	actCall
	actProtect
	actProtectUnder
	actXProtect
	actYield
	actResume
	actWrap
	actContinue
)

// State returns the state that runs the builtin.
func (c *Call) State() *State { return c.s }

// Thread returns the coroutine that runs the builtin.
func (c *Call) Thread() *Thread { return c.th }

// Self returns the builtin.
func (c *Call) Self() *Builtin { return c.self }

// NArgs returns the number of arguments.
func (c *Call) NArgs() int { return c.nargs }

// Arg returns argument i, Nil beyond the end.
func (c *Call) Arg(i int) Value {
	if uint(i-1) < uint(c.nargs) {
		return c.th.stack[c.base+i-1]
	}
	return Nil
}

// Args returns the arguments: a view that is valid until the next Push,
// return or call.
func (c *Call) Args() []Value { return c.th.stack[c.base : c.base+c.nargs : c.base+c.nargs] }

// move is copy, quick for what calls mostly hand over: a value or two.
func move(to, from []Value) {
	switch len(from) {
	case 0:
	case 1:
		to[0] = from[0]
	case 2:
		to[0], to[1] = from[0], from[1]
	default:
		copy(to, from)
	}
}

// Return ends the builtin without results.
func (c *Call) Return() error {
	c.action, c.from, c.n = actReturn, c.base-1, 0
	return nil
}

// Return1 ends the builtin with one result.
func (c *Call) Return1(v Value) error {
	c.th.stack[c.base-1] = v
	c.action, c.from, c.n = actReturn, c.base-1, 1
	return nil
}

// Return2 ends the builtin with two results.
func (c *Call) Return2(a, b Value) error {
	c.th.need(c.base + 1)
	st := c.th.stack
	st[c.base-1], st[c.base] = a, b
	c.action, c.from, c.n = actReturn, c.base-1, 2
	return nil
}

// ReturnN ends the builtin with the results vs.
func (c *Call) ReturnN(vs ...Value) error {
	c.th.need(c.base + len(vs))
	copy(c.th.stack[c.base-1:], vs)
	c.action, c.from, c.n = actReturn, c.base-1, len(vs)
	return nil
}

// Push appends v to the results that ReturnPushed returns.
func (c *Call) Push(v Value) {
	i := c.base + c.nargs + c.pushed
	if i >= len(c.th.stack) {
		c.th.need(i + 1)
	}
	c.th.stack[i] = v
	c.pushed++
}

// ReturnPushed ends the builtin with what was pushed.
func (c *Call) ReturnPushed() error {
	c.action, c.from, c.n = actReturn, c.base+c.nargs, c.pushed
	return nil
}

// ReturnArgs ends the builtin with its arguments from, from+1, … as results.
func (c *Call) ReturnArgs(from int) error {
	if from > c.nargs {
		return c.Return()
	}
	c.action, c.from, c.n = actReturn, c.base+from-1, c.nargs-from+1
	return nil
}

// place puts f and args where a call expects them, over the builtin's own
// arguments, one slot above its result slot.
func (c *Call) place(f Value, args []Value) {
	c.th.need(c.base + 1 + len(args))
	st := c.th.stack
	if len(args) > 0 && &args[0] != &st[c.base+1] {
		move(st[c.base+1:], args) // args may be a view of the same slots
	}
	st[c.base] = f
	c.from, c.n = c.base+1, len(args)
}

// TailCall calls f in the builtin's place: its results are the builtin's.
func (c *Call) TailCall(f Value, args ...Value) error {
	c.place(f, args)
	c.action = actTailCall
	return nil
}

// CallThen calls f and goes on with k, whose arguments are f's results. With
// k nil they are the builtin's results.
func (c *Call) CallThen(k Continuation, f Value, args ...Value) error {
	c.place(f, args)
	c.action, c.k = actCall, k
	return nil
}

// ProtectThen is CallThen, but catches errors: the arguments of k are true and
// f's results, or false and the error value. With k nil they are the builtin's
// results.
func (c *Call) ProtectThen(k Continuation, f Value, args ...Value) error {
	c.place(f, args)
	c.action, c.k = actProtect, k
	return nil
}

// ProtectUnder is ProtectThen for what runs on behalf of the caller: if the caller
// itself is protected with a message handler, that sees errors first.
func (c *Call) ProtectUnder(k Continuation, f Value, args ...Value) error {
	c.place(f, args)
	c.action, c.k = actProtectUnder, k
	return nil
}

// ProtectHandled is ProtectThen with a message handler, which runs where the
// error was raised, before anything is unwound.
func (c *Call) ProtectHandled(k Continuation, handler, f Value, args ...Value) error {
	c.th.need(c.base + 2 + len(args))
	st := c.th.stack
	move(st[c.base+2:], args)
	st[c.base], st[c.base+1] = handler, f
	c.from, c.n = c.base+2, len(args)
	c.action, c.k = actXProtect, k
	return nil
}

// YieldThen suspends the running coroutine, whose resume returns vs. The
// arguments of k are what the coroutine is resumed with; with k nil they are
// the builtin's results.
func (c *Call) YieldThen(k Continuation, vs ...Value) error {
	if !c.th.yieldable() {
		return c.Errorf("cannot yield main thread")
	}
	c.place(Nil, vs)
	c.action, c.k = actYield, k
	return nil
}

// YieldArgs is YieldThen without a continuation and with the builtin's arguments,
// which stay where they are.
func (c *Call) YieldArgs() error {
	if !c.th.yieldable() {
		return c.Errorf("cannot yield main thread")
	}
	c.action, c.k, c.from, c.n = actYield, nil, c.base, c.nargs
	return nil
}

// ResumeThen resumes th, caught: the arguments of k are true and what th
// yields or returns, or false and the error value. With k nil they are the
// builtin's results.
func (c *Call) ResumeThen(k Continuation, th *Thread, args ...Value) error {
	c.place(Nil, args)
	c.action, c.k, c.target = actResume, k, th
	return nil
}

// ResumeArgs is ResumeThen without a continuation and with the builtin's arguments
// from, from+1, …, which stay where they are.
func (c *Call) ResumeArgs(th *Thread, from int) error {
	c.action, c.k, c.target = actResume, nil, th
	c.from, c.n = c.base+from-1, max(0, c.nargs-from+1)
	return nil
}

// WrapThen resumes th: the arguments of k are what th yields or returns;
// errors of th pass on. With k nil they are the builtin's results.
func (c *Call) WrapThen(k Continuation, th *Thread, args ...Value) error {
	c.place(Nil, args)
	c.action, c.k, c.target = actWrap, k, th
	return nil
}

// Errorf returns an error with the position of the nearest Lua function.
func (c *Call) Errorf(format string, a ...any) error {
	msg := format
	if len(a) > 0 {
		msg = fmt.Sprintf(format, a...)
	}
	return &Error{Value: String(c.s.where(c.th) + msg)}
}

// ArgError returns the error "bad argument #i (msg)".
func (c *Call) ArgError(i int, msg string) error {
	return c.Errorf("bad argument #%d (%s)", i, msg)
}

// ErrorAt returns an error whose value is v. If v is a string and level at
// least 1, the position of the function at that level is put before it: 1 is
// the function that called the builtin.
func (c *Call) ErrorAt(v Value, level int) error {
	if v.isString() && level > 0 {
		v = String(c.s.whereLevel(c.th, level) + v.str())
	}
	return &Error{Value: v}
}

func (c *Call) raise(err error) { panic(err) }

// TypeError raises "bad argument (want expected, got …)" for argument i.
func (c *Call) TypeError(i int, want string) error {
	return c.Errorf("bad argument (%s expected, got %s)", want, c.s.typeName(c.Arg(i)))
}

// CheckTable returns argument i, which must be a table.
func (c *Call) CheckTable(i int) *Table {
	v := c.Arg(i)
	if v.n != tagTable {
		c.raise(c.TypeError(i, "table"))
	}
	return v.table()
}

// CheckNumber returns argument i, which must be a number or a numeric string.
func (c *Call) CheckNumber(i int) float64 {
	v := c.Arg(i)
	if v.n >= minNumber {
		return v.num()
	}
	f, ok := v.ToNumber()
	if !ok {
		c.raise(c.TypeError(i, "number"))
	}
	return f
}

// CheckInt returns argument i truncated, its low 32 bits taken as an int32.
func (c *Call) CheckInt(i int) int { return int(int32(ToInt(c.CheckNumber(i)))) }

// CheckInt64 returns argument i truncated to 64 bits.
func (c *Call) CheckInt64(i int) int64 { return ToInt(c.CheckNumber(i)) }

// CheckString returns argument i, which must be a string or a number.
func (c *Call) CheckString(i int) string {
	v := c.Arg(i)
	if v.isString() {
		return v.str()
	}
	s, ok := v.ToString()
	if !ok {
		c.raise(c.TypeError(i, "string"))
	}
	return s
}

// CheckAny returns argument i, which must be there.
func (c *Call) CheckAny(i int) Value {
	if i > c.nargs {
		c.raise(c.ArgError(i, "value expected"))
	}
	return c.Arg(i)
}

// CheckFunction returns argument i, which must be a function.
func (c *Call) CheckFunction(i int) Value {
	v := c.Arg(i)
	if !v.IsFunction() {
		c.raise(c.TypeError(i, "function"))
	}
	return v
}

// CheckThread returns argument i, which must be a coroutine.
func (c *Call) CheckThread(i int) *Thread {
	v := c.Arg(i)
	if v.n != tagThread {
		c.raise(c.TypeError(i, "thread"))
	}
	return v.thread()
}

// CheckBool returns argument i, which must be a boolean.
func (c *Call) CheckBool(i int) bool {
	b, ok := c.Arg(i).AsBool()
	if !ok {
		c.raise(c.TypeError(i, "boolean"))
	}
	return b
}

// OptNumber is CheckNumber, or def if argument i is nil.
func (c *Call) OptNumber(i int, def float64) float64 {
	if c.Arg(i).IsNil() {
		return def
	}
	return c.CheckNumber(i)
}

// OptInt is CheckInt, or def if argument i is nil.
func (c *Call) OptInt(i, def int) int {
	if c.Arg(i).IsNil() {
		return def
	}
	return c.CheckInt(i)
}

// OptString is CheckString, or def if argument i is nil.
func (c *Call) OptString(i int, def string) string {
	if c.Arg(i).IsNil() {
		return def
	}
	return c.CheckString(i)
}

// OptTable is CheckTable, or def if argument i is nil.
func (c *Call) OptTable(i int, def *Table) *Table {
	if c.Arg(i).IsNil() {
		return def
	}
	return c.CheckTable(i)
}

// Charge counts steps of work against the instruction budget. It raises
// 'Too long without yielding' as the machine itself does.
func (c *Call) Charge(steps int) {
	if c.s.budget -= int64(steps); steps < 0 || c.s.budget < 0 {
		c.overcharged(steps)
	}
}

func (c *Call) overcharged(steps int) {
	if steps < 0 {
		c.s.budget -= math.MaxInt32 - int64(steps)
	}
	if c.s.budget < 0 {
		if err := c.s.exhausted(c.th); err != nil {
			panic(err)
		}
	}
}

// Alloc counts bytes of memory that the builtin is about to make. It raises
// "not enough memory" beyond the state's limit.
func (c *Call) Alloc(bytes int) {
	if err := c.s.alloc(int64(bytes)); err != nil {
		panic(err)
	}
}

// Metafield returns the metamethod name of v, Nil if there is none.
func (c *Call) Metafield(v Value, name string) Value {
	mt := c.s.metaOf(v)
	if mt == nil {
		return Nil
	}
	return mt.GetStr(name)
}

package luabind

import (
	"ccnet/value"
	"ccnet/world"
)

// Func is a native function, or a method of an Object. It reads c.Args and ends
// by returning what one of Return, Yield, Call or Tail gives back, or an error:
//
//   - a *value.ArgError or any plain error is raised with the position of the
//     nearest Lua function in front, as the game's host functions do;
//   - an error made with At chooses how far up the stack that position is.
//
// A Func that returns nil without a result returns no values.
type Func func(c *Call) error

// Continuation is the rest of a native function that waits: for an event, or
// for a Lua function that it called. It is data, not a goroutine, so that a
// computer waiting in a native function costs a few words and can be dropped at
// any time.
type Continuation interface {
	// Continue goes on. c.Args are the event's name and arguments after Yield,
	// the results of the function after Call.
	Continue(c *Call) error
}

// Call is one call of a native function, or one continuation of it. It belongs
// to the engine and is used again: nothing of it may be kept once the function
// has returned, save the values themselves.
type Call struct {
	Args value.Args // what it was called with
	Self any        // the Object's Self in a method, otherwise nil
	Out  Outcome    // how it ended; for engines

	machine *Machine
	texter  Texter
}

// Outcome is how a native function ended, unless in an error. It is filled by
// Return, Yield, Call and Tail and read by the engine.
type Outcome struct {
	Kind   OutcomeKind
	Values []value.Value // results, what to yield, or arguments for Fn
	Fn     value.Value   // the function to call: an opaque value that came from the engine
	Then   Continuation  // what comes afterwards; nil: the values are the results
	Steps  int           // work done; see Charge
}

// OutcomeKind is the way in which a native function ended.
type OutcomeKind uint8

const (
	Returned OutcomeKind = iota // with results
	Yielded                     // waits for the coroutine to be resumed
	Called                      // calls a Lua function
)

// Texter is the engine's view of the arguments of a running call.
type Texter interface {
	// Text is argument i as tostring shows it, metamethods aside.
	Text(i int) string
}

// NewCall makes a call for an engine to use again and again.
func NewCall(m *Machine, t Texter) *Call { return &Call{machine: m, texter: t} }

// Machine is the machine that the call runs on.
func (c *Call) Machine() *Machine { return c.machine }

// Computer is the computer that the call runs on.
func (c *Call) Computer() *world.Computer { return c.machine.computer }

// Begin readies c for a new call or continuation. Engines only.
func (c *Call) Begin(args value.Args, self any) {
	c.Args, c.Self = args, self
	c.Out.Kind, c.Out.Then, c.Out.Steps = Returned, nil, callSteps
	clear(c.Out.Values) // let go of tables
	c.Out.Values = c.Out.Values[:0]
	c.Out.Fn = value.Nil
}

// callSteps is what any call of a native function counts for.
const callSteps = 30

// Charge counts work against the limits of the running event, in instructions of
// about ten nanoseconds. Functions that take more than a microsecond must, or a
// program could keep the process busy with them for ever.
func (c *Call) Charge(steps int) { c.Out.Steps += steps }

// Text is argument i coerced to text, as term.write and file handles take
// anything: tostring without metamethods, so that nil is "nil".
func (c *Call) Text(i int) string {
	if s, ok := c.Args.At(i).AsString(); ok {
		return s
	}
	return c.texter.Text(i)
}

// Return ends the function with results. It always returns nil.
func (c *Call) Return(vs ...value.Value) error {
	c.Out.Kind = Returned
	c.Out.Values = append(c.Out.Values[:0], vs...)
	return nil
}

// Yield ends this part of the function: the running coroutine yields vs (the
// first, a string, is the filter for events), and when it is resumed k goes on.
func (c *Call) Yield(k Continuation, vs ...value.Value) error {
	c.Out.Kind, c.Out.Then = Yielded, k
	c.Out.Values = append(c.Out.Values[:0], vs...)
	return nil
}

// Call ends this part of the function: fn, a function that came as an argument,
// is called with vs, and k goes on with its results. If fn fails, so does the
// native function, unchanged.
func (c *Call) Call(k Continuation, fn value.Value, vs ...value.Value) error {
	c.Out.Kind, c.Out.Then, c.Out.Fn = Called, k, fn
	c.Out.Values = append(c.Out.Values[:0], vs...)
	return nil
}

// Tail calls fn with vs; its results are those of the native function.
func (c *Call) Tail(fn value.Value, vs ...value.Value) error { return c.Call(nil, fn, vs...) }

// Function returns argument i, a Lua or native function.
func (c *Call) Function(i int) (value.Value, error) {
	v := c.Args.At(i)
	if v.Kind() == value.KindOpaque && v.TypeName() == "function" {
		return v, nil
	}
	return value.Nil, &value.ArgError{Index: i, Message: "function expected, got " + v.TypeName()}
}

// LevelError is an error whose position is not that of the nearest function.
type LevelError struct {
	Level int // 0: no position; 1: the nearest Lua function; 2: its caller, …
	Err   error
}

func (e *LevelError) Error() string { return e.Err.Error() }
func (e *LevelError) Unwrap() error { return e.Err }

// At gives err a level: 0 raises it without a position, 2 blames the function
// that called the nearest Lua function.
func At(level int, err error) error { return &LevelError{Level: level, Err: err} }

package luavm

// Status is what a coroutine is doing.
type Status uint8

const (
	StatusSuspended Status = iota // not started, or waiting in a yield
	StatusRunning
	StatusNormal // waiting for a coroutine that it has resumed
	StatusDead
)

func (st Status) String() string {
	switch st {
	case StatusSuspended:
		return "suspended"
	case StatusRunning:
		return "running"
	case StatusNormal:
		return "normal"
	}
	return "dead"
}

// Thread is a coroutine: a stack of values, which nothing points into, and the
// calls that are under way on it. It is plain data: one that nobody refers to
// is garbage, however far it has run.
type Thread struct {
	stack  []Value
	frames []frame
	top    int // end of an open result list
	nest   int // calls under way that the host has started
	status Status
	errs   int32 // message handlers under way
	id     uint32
	s      *State
	parent *Thread // whom a yield returns to
	start  Value   // the function to run
	hook   *hookState
	room   int  // frames that the loop may push by itself
	hooked bool // runs hooked code

	// Most coroutines need no more than this.
	stack0  [firstStack]Value
	frames0 [firstFrames]frame
}

// Limits of one coroutine, as in the game.
const (
	maxFrames = 32768
	maxNest   = 200
	maxStack  = 1 << 21 // values
	errFrames = 11      // more for message handlers, one of them hidden
)

const (
	firstStack  = 20
	firstFrames = 3
)

// NewThread returns a coroutine that will run f.
func (s *State) NewThread(f Value) *Thread {
	s.charge(threadBytes)
	th := &Thread{s: s, start: f, id: s.newID()}
	th.stack, th.frames, th.room = th.stack0[:], th.frames0[:0], firstFrames
	return th
}

// Status returns what th is doing.
func (th *Thread) Status() Status { return th.status }

// State returns the state that th belongs to.
func (th *Thread) State() *State { return th.s }

// Running returns the coroutine that runs, nil if none does.
func (s *State) Running() *Thread { return s.cur }

// yieldable tells whether th may yield.
func (th *Thread) yieldable() bool { return !th.s.embedded || th != th.s.root }

package luabind

import (
	"errors"

	"ccnet/value"
)

// Engine is one Lua state: that of one computer, from power-on to power-off. It
// is used from one goroutine at a time.
type Engine interface {
	// Install puts a table of native functions into the globals.
	Install(api API)
	// SetGlobal sets a global variable.
	SetGlobal(name string, v value.Value)
	// Load compiles source, called chunk in messages ("@bios.lua"), as the main
	// coroutine, which the first Resume starts.
	Load(source, chunk string) error
	// Resume runs the main coroutine until it waits or ends; name is pushed in
	// front of args unless it is empty. It returns a *LuaError if the coroutine
	// fails, ErrAborted if it was stopped for running too long.
	Resume(name string, args []value.Value) (Wait, error)
	// Steps is how many instructions the last Resume took, about.
	Steps() int64
	// Close lets go of everything. The engine is not used again.
	Close()
}

// Wait is what the main coroutine waits for.
type Wait struct {
	Ended    bool   // it waits for nothing: it came to its end
	Filtered bool   // it wants events of the name Filter only
	Filter   string //
}

// EngineFactory makes engines that share what can be shared, such as compiled
// programs. It is safe for concurrent use.
type EngineFactory interface {
	NewEngine(m *Machine, cfg EngineConfig) Engine
}

// EngineConfig is what an engine is made for.
type EngineConfig struct {
	Seed   uint64 // of everything random, math.random above all
	Limits Limits
}

// Limits bound what one computer may use. The zero value stands for the
// defaults.
type Limits struct {
	// Soft is how many instructions an event may take before 'Too long without
	// yielding' is raised, and Hard how many more before the computer is stopped.
	// They stand for the game's 7 and 1.5 seconds; time itself is not looked at,
	// so that every run does the same.
	Soft, Hard int64
	// Memory is how many bytes the programs of a computer may hold.
	Memory int64
	// Copy bounds one argument that is copied out of the computer, such as the
	// payload of a message.
	Copy value.Limits
}

// Defaults of Limits. The game runs some 40 million instructions per second on
// an ordinary server, so 7 seconds are about 300 million. What programs hold takes
// up to three times as much of the process until it is collected.
const (
	DefaultSoft   = 300_000_000
	DefaultHard   = 65_000_000
	DefaultMemory = 64 << 20
)

func (l Limits) withDefaults() Limits {
	if l.Soft == 0 {
		l.Soft = DefaultSoft
	}
	if l.Hard == 0 {
		l.Hard = DefaultHard
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	return l
}

// ErrAborted is the end of a computer that went on without yielding after it
// was told.
var ErrAborted = errors.New("Too long without yielding")

// LuaError is an error that nothing in the computer caught.
type LuaError struct {
	Message   string
	Traceback string // may be empty
}

func (e *LuaError) Error() string { return e.Message }

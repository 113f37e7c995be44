package gopher

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect"
	"ccnet/luabind"
	"ccnet/value"
)

// Options of the states on which programs run.
const (
	// maxFrames is how deep functions may call each other on one state. Together
	// with maxStrands it keeps Go's own stack, which the engine uses for
	// metamethods and callbacks, well under its limit of 1 GB.
	maxFrames = 4096
	// maxRegistry is how many values may be on the stack of a state: what unpack
	// or string.byte can return.
	maxRegistry = 1 << 18
	// maxArrayIndex is up to where tables keep integer keys in an array. The
	// engine fills arrays up to the largest index, so its own default of 1<<26
	// would let t[6e7] = 1 take a gigabyte.
	maxArrayIndex = 1 << 20
)

var stateOptions = lua.Options{
	CallStackSize:       maxFrames,
	MinimizeStackMemory: true,
	RegistrySize:        128,
	RegistryMaxSize:     maxRegistry,
	RegistryGrowStep:    512,
	SkipOpenLibs:        true,
}

// Factory makes engines that share their compiled programs.
type Factory struct {
	protos protoCache
}

// DefaultCache is how many bytes of source are kept compiled for all computers of a
// process.
const DefaultCache = 8 << 20

var lowerArrayIndex = sync.OnceFunc(func() { lua.MaxArrayIndex = min(lua.MaxArrayIndex, maxArrayIndex) })

// NewFactory returns a Factory whose engines share what is compiled of at most
// cacheBytes of source; 0 stands for DefaultCache.
//
// The first call lowers lua.MaxArrayIndex for the whole process to 1<<20. A program
// that uses gopher-lua elsewhere as well calls it before it makes its own states.
func NewFactory(cacheBytes int) *Factory {
	lowerArrayIndex()
	if cacheBytes == 0 {
		cacheBytes = DefaultCache
	}
	return &Factory{protos: protoCache{limit: cacheBytes}}
}

// NewEngine implements luabind.EngineFactory. Of the limits, memory is not
// enforced: gopher-lua cannot account for it.
func (f *Factory) NewEngine(m *luabind.Machine, cfg luabind.EngineConfig) luabind.Engine {
	mother := lua.NewState(stateOptions)
	e := newEngine(m, cfg, mother, mother.Get(lua.GlobalsIndex).(*lua.LTable))
	e.protos = &f.protos
	// The first call on a state makes it the main thread, whatever it is; from
	// then on all states of the engine are equal.
	e.mother.Push(e.mother.NewFunction(func(*lua.LState) int { return 0 }))
	e.mother.Call(0, 0)
	e.openLibs()
	strings := e.mother.NewTable()
	strings.RawSetString("__index", e.globals.RawGetString("string"))
	e.mother.SetMetatable(lua.LString(""), strings)
	return e
}

// newEngine makes an engine around a state, without libraries.
func newEngine(m *luabind.Machine, cfg luabind.EngineConfig, mother *lua.LState, globals *lua.LTable) *engine {
	e := &engine{
		mother:   mother,
		globals:  globals,
		registry: mother.NewTable(),
		budget:   budget{soft: cfg.Limits.Soft, hard: cfg.Limits.Hard},
		random:   dialect.NewRandom(cfg.Seed),
		live:     map[*coroutine]struct{}{},
	}
	e.registry.RawSetString("_LOADED", mother.NewTable())
	e.converter.engine = e
	e.converter.copier = value.NewCopier(cfg.Limits.Copy)
	e.call = luabind.NewCall(m, e)
	return e
}

// engine is the Lua universe of one computer.
type engine struct {
	mother   *lua.LState // makes the states that programs run on, and runs nothing
	globals  *lua.LTable
	registry *lua.LTable // for programs; gopher-lua has its own
	foreign  bool        // the mother belongs to somebody else, and runs her own code
	protos   *protoCache
	budget   budget
	random   *dialect.Random
	names    identities
	ipairs   *lua.LFunction // the iterator of ipairs
	next     *lua.LFunction

	main    *coroutine
	running *coroutine              // nil between events
	live    map[*coroutine]struct{} // those that have a goroutine
	lost    lostCoroutines          // those that Lua has dropped
	idle    []*strand               // to be used again
	aborted bool                    // it went on without yielding and is stopped for good

	call      *luabind.Call // the native call that runs; there is one at a time
	args      []value.Value // its arguments
	raw       []lua.LValue  // the same, as the engine has them
	converter converter
}

// Install implements luabind.Engine.
func (e *engine) Install(api luabind.API) {
	table := e.methods(api.Functions, nil)
	for _, name := range api.Globals {
		e.globals.RawSetString(name, table)
	}
}

// SetGlobal implements luabind.Engine.
func (e *engine) SetGlobal(name string, v value.Value) {
	e.converter.reset()
	e.globals.RawSetString(name, e.converter.toLua(v))
}

// Load implements luabind.Engine.
func (e *engine) Load(source, chunk string) error {
	fn, err := e.compile(source, chunk, e.globals)
	if err != nil {
		return &luabind.LuaError{Message: err.Error()}
	}
	e.main = e.newPinned(fn)
	return nil
}

// Resume implements luabind.Engine.
func (e *engine) Resume(name string, args []value.Value) (luabind.Wait, error) {
	if e.aborted {
		return luabind.Wait{}, luabind.ErrAborted
	}
	var in []lua.LValue
	if name != "" {
		in = make([]lua.LValue, 0, len(args)+1)
		in = append(in, lua.LString(name))
	}
	e.converter.reset()
	for _, v := range args {
		in = append(in, e.converter.toLua(v))
	}
	e.budget.begin()
	e.bury()
	out, failed := e.main.resume(in)
	switch {
	case e.aborted:
		return luabind.Wait{}, luabind.ErrAborted
	case failed != nil:
		return luabind.Wait{}, &luabind.LuaError{Message: e.text(failed.value), Traceback: failed.traceback}
	case e.main.status == dead:
		return luabind.Wait{Ended: true}, nil
	case len(out) == 0:
		return luabind.Wait{}, nil
	}
	filter, filtered := out[0].(lua.LString)
	return luabind.Wait{Filtered: filtered, Filter: string(filter)}, nil
}

// Steps implements luabind.Engine.
func (e *engine) Steps() int64 { return e.budget.used() }

// Close implements luabind.Engine: no goroutine of the engine is left.
func (e *engine) Close() {
	for co := range e.live {
		co.kill()
	}
	e.lost.close()
	if !e.foreign {
		e.mother.Close()
	}
	e.live, e.idle, e.main, e.converter = nil, nil, nil, converter{}
}

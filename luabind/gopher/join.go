package gopher

import (
	"fmt"
	"io/fs"
	"math"

	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
	"ccnet/value"
	"ccnet/world"
)

// Join returns a program with which a Lua state that a Go program owns lives on a
// computer of a world: put it into world.ComputerSpec.Program. When the computer is
// switched on main is called, and when it returns the computer's program has ended,
// with the error if there is one. Within main L is used as always (DoString, DoFile,
// CallByParam, …), and Lua code finds these modules with require:
//
//	computer    os of a computer: pullEvent, startTimer, queueEvent, sleep, clock, …
//	modem       the first modem, or modem.on(side): open, transmit, receive, …
//	peripheral  find, wrap, call, getNames, … as on a computer
//	rednet      rednet as on a computer, with its background task
//	gps, vector as on a computer
//	fs, term, redstone
//	cryptoNet, cNet, CNet, Cttp and what belongs to them, as on a computer
//	net, rttp   the network of PeterOS, as on a computer
//
// A function that waits, such as modem.receive, holds up main and with it whatever
// Go code has called the Lua code, until the event comes; meanwhile the world goes
// on. While the world does not run the functions of the modules fail. When the
// computer is switched off in the middle of main, main's goroutine ends there, and
// its deferred calls run; when the computer is switched on again main is called
// anew, on the same state.
//
// L stays the caller's: its libraries, its limits and its Close are not touched.
// Nobody else may use L while the world runs.
func Join(L *lua.LState, main func(L *lua.LState) error) world.Program {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM:     luabind.OwnROM(),
		Engines: joinFactory{L, main},
	})
	if err != nil {
		panic("gopher: the embedded ROM: " + err.Error()) // it was there at build time
	}
	return luabind.NewMachine(runtime, nil, computerAPI, modemAPI)
}

// joinFactory makes the engine of Join.
type joinFactory struct {
	state *lua.LState
	main  func(*lua.LState) error
}

// NewEngine implements luabind.EngineFactory.
func (f joinFactory) NewEngine(m *luabind.Machine, cfg luabind.EngineConfig) luabind.Engine {
	cfg.Limits.Soft, cfg.Limits.Hard = math.MaxInt64, math.MaxInt64
	// What programs of the ROM need is kept from the state's own globals.
	e := newEngine(m, cfg, f.state, f.state.NewTable())
	e.foreign = true
	e.protos = &protoCache{limit: DefaultCache}
	e.openLibs()
	j := &joined{engine: e, computer: e.call.Computer(), loaded: f.state.NewTable()}
	j.main = e.newPinned(lua.LNil)
	j.main.host = func() *failure { return j.run(f.main) }
	e.main = j.main
	for _, name := range romModules {
		j.preload(name, func(L *lua.LState) lua.LValue { return j.romModule(L, name) })
	}
	for _, name := range libraries {
		j.preload(name, func(L *lua.LState) lua.LValue { return j.library(L, name) })
	}
	return j
}

// joined is the engine of a computer whose state belongs to somebody else.
type joined struct {
	*engine
	computer *world.Computer
	main     *coroutine
	wait     luabind.Wait
	daemon   *coroutine // rednet's background task, nil without

	loaded     *lua.LTable // modules of network libraries, by name
	libraryEnv *lua.LTable // their environment; nil before the first
}

// moduleNames are the names of modules whose API has another one, or several.
var moduleNames = map[string]string{
	"os":         "computer", // because os is a library of gopher-lua
	"redstone":   "redstone",
	"rs":         "",
	"peripheral": "", // is made of the ROM's
}

// Install implements luabind.Engine: an API becomes a module.
func (j *joined) Install(api luabind.API) {
	table := j.methods(api.Functions, nil)
	for _, name := range api.Globals {
		if old, ok := j.globals.RawGetString(name).(*lua.LTable); ok {
			table.ForEach(func(k, v lua.LValue) { old.RawSet(k, v) }) // one API adds to another
			table = old
		}
		j.globals.RawSetString(name, table)
		module, renamed := moduleNames[name]
		if !renamed {
			module = name
		}
		if module != "" {
			j.preload(module, func(*lua.LState) lua.LValue { return table })
		}
	}
	if os, ok := j.globals.RawGetString("os").(*lua.LTable); ok {
		j.globals.RawSetString("sleep", os.RawGetString("sleep"))
	}
}

// preload makes a module that require finds, and forgets one of the same name from
// the time before the computer was rebooted.
func (j *joined) preload(name string, load func(L *lua.LState) lua.LValue) {
	if loaded, ok := j.mother.GetField(j.mother.Get(lua.RegistryIndex), "_LOADED").(*lua.LTable); ok {
		loaded.RawSetString(name, lua.LNil)
	}
	if _, ok := j.mother.GetField(j.mother.GetGlobal("package"), "preload").(*lua.LTable); ok {
		j.mother.PreloadModule(name, func(L *lua.LState) int { return give(L, load(L)) })
	}
}

// SetGlobal implements luabind.Engine. It is seen by what comes from the ROM; the
// program's globals are somebody else's.
func (j *joined) SetGlobal(name string, v value.Value) { j.engine.SetGlobal(name, v) }

// Load implements luabind.Engine. There is no bios.lua on this computer.
func (j *joined) Load(string, string) error { return nil }

// run calls the main function and switches the computer off.
func (j *joined) run(main func(*lua.LState) error) *failure {
	j.computer.BeginTranscript()
	err := callMain(main, j.mother)
	if err != nil {
		j.computer.Finish(false, err.Error())
	} else {
		j.computer.Finish(true, "")
	}
	j.computer.Shutdown()
	return nil
}

func callMain(main func(*lua.LState) error, L *lua.LState) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return main(L)
}

// Resume implements luabind.Engine.
func (j *joined) Resume(name string, args []value.Value) (luabind.Wait, error) {
	waits := !j.wait.Filtered || j.wait.Filter == name || name == "terminate"
	if waits && j.main.status == suspended {
		wait, err := j.engine.Resume(name, args)
		wait.Ended = false // it switches the computer off by itself
		j.wait = wait
		if err != nil {
			return wait, err
		}
	}
	if j.daemon != nil && j.daemon.status == suspended {
		in := []lua.LValue{lua.LString(name)}
		j.converter.reset()
		for _, v := range args {
			in = append(in, j.converter.toLua(v))
		}
		if _, failed := j.daemon.resume(in); failed != nil {
			return luabind.Wait{}, &luabind.LuaError{Message: j.text(failed.value)}
		}
		return luabind.Wait{}, nil // for all events
	}
	return j.wait, nil
}

// romModules are the APIs of the ROM that are modules, with what they need in front.
var romModules = []string{"peripheral", "vector", "rednet", "gps"}

// romModule loads an API of the ROM. It lives on the engine's own libraries.
func (j *joined) romModule(L *lua.LState, name string) lua.LValue {
	if j.running == nil {
		L.RaiseError("module %s can be loaded while the world runs", name)
	}
	if j.globals.RawGetString("checks") == lua.LNil {
		j.globals.RawSetString("checks", j.romChunk(L, "modules/main/cc/expect.lua", j.globals))
		for _, needed := range romModules {
			j.globals.RawSetString(needed, j.romAPI(L, needed))
		}
	}
	api := j.globals.RawGetString(name)
	if name == "rednet" && j.daemon == nil {
		j.daemon = j.newPinned(j.mother.GetField(api, "run"))
		if _, failed := j.daemon.resume(nil); failed != nil {
			j.raise(L, failed.value)
		}
	}
	return api
}

// romAPI runs a file of the ROM that fills its environment, and returns a copy.
func (j *joined) romAPI(L *lua.LState, name string) *lua.LTable {
	env, meta, api := L.NewTable(), L.NewTable(), L.NewTable()
	meta.RawSetString("__index", j.globals)
	env.Metatable = meta
	env.RawSetString("_ENV", env)
	j.romChunk(L, "apis/"+name+".lua", env)
	env.RawSetString("_ENV", lua.LNil)
	for k, v := env.Next(lua.LNil); k != lua.LNil; k, v = env.Next(k) {
		api.RawSet(k, v)
	}
	return api
}

// romChunk runs a file of the ROM and returns its first result.
func (j *joined) romChunk(L *lua.LState, path string, env *lua.LTable) lua.LValue {
	source, err := fs.ReadFile(luabind.OwnROM().Files, path)
	if err != nil {
		j.fail(L, "%s", err)
	}
	return j.chunk(L, string(source), "/rom/"+path, env)
}

// chunk runs a text and returns its first result.
func (j *joined) chunk(L *lua.LState, text, path string, env *lua.LTable) lua.LValue {
	fn, err := j.compile(text, "@"+path, env)
	if err != nil {
		j.fail(L, "%s", err)
	}
	out, failed := j.protect(L, fn, []lua.LValue{j.globals.RawGetString("checks")}, nil)
	if failed != nil {
		j.raise(L, failed.value)
	}
	if len(out) == 0 {
		return lua.LNil
	}
	return out[0]
}

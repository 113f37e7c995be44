// Package craft runs a computer's programs on luavm. It is the only package
// that knows both the calling interface of native APIs and that engine.
package craft

import (
	"errors"

	"ccnet/luabind"
	"ccnet/luavm"
	"ccnet/luavm/lib"
	"ccnet/value"
)

// Factory makes engines that share their compiled programs.
type Factory struct {
	cache *luavm.Cache
}

// DefaultCache is how many bytes of compiled programs are kept for all computers
// of a process.
const DefaultCache = 32 << 20

// NewFactory returns a Factory whose engines share a cache of at most cacheBytes
// of compiled programs; 0 stands for DefaultCache.
func NewFactory(cacheBytes int) *Factory {
	if cacheBytes == 0 {
		cacheBytes = DefaultCache
	}
	return &Factory{cache: luavm.NewCache(cacheBytes)}
}

// NewEngine implements luabind.EngineFactory.
func (f *Factory) NewEngine(m *luabind.Machine, cfg luabind.EngineConfig) luabind.Engine {
	state := luavm.New(luavm.Config{
		Seed:        cfg.Seed,
		MemoryLimit: cfg.Limits.Memory,
		SoftSteps:   cfg.Limits.Soft,
		HardSteps:   cfg.Limits.Hard,
		Cache:       f.cache,
	})
	lib.Open(state)
	e := &engine{state: state, soft: cfg.Limits.Soft, copier: value.NewCopier(cfg.Limits.Copy)}
	e.call = luabind.NewCall(m, e)
	for i, name := range usualEvents {
		e.events[i] = state.Intern(name)
	}
	return e
}

// engine is the Lua state of one computer.
type engine struct {
	state *luavm.State
	main  *luavm.Thread
	soft  int64 // Limits.Soft

	call    *luabind.Call                 // the native call that runs; there is one at a time
	running *luavm.Call                   // the same, as the engine sees it
	args    []value.Value                 // its arguments
	copier  *value.Copier                 // of tables among them
	thaw    thawer                        // of tables among results and event arguments
	grown   int                           // bytes of strings that came from outside and are not charged yet
	arrived int64                         // steps that it took to bring the last event's arguments in
	copied  int                           // steps that copying has taken and that are not charged yet
	resume  []luavm.Value                 // scratch for Resume …
	yielded []luavm.Value                 // … for what it returns …
	results []luavm.Value                 // … and for results
	events  [len(usualEvents)]luavm.Value // their names, as programs have them as constants
}

// Install implements luabind.Engine.
func (e *engine) Install(api luabind.API) {
	table := e.methods(api.Functions, nil)
	for _, name := range api.Globals {
		e.set(e.state.Globals(), name, table.Value())
	}
}

// SetGlobal implements luabind.Engine.
func (e *engine) SetGlobal(name string, v value.Value) {
	e.thaw.reset()
	e.set(e.state.Globals(), name, e.toLua(v))
}

// set sets a field that lasts. The name is made the very string that programs
// have as a constant, so that it is found faster; as a key it cannot be wrong.
func (e *engine) set(t *luavm.Table, name string, v luavm.Value) {
	_ = t.Set(e.state, e.state.Intern(name), v)
}

// Load implements luabind.Engine.
func (e *engine) Load(source, chunk string) error {
	proto, err := e.state.Compile(source, chunk)
	if err != nil {
		return &luabind.LuaError{Message: err.Error()}
	}
	e.main = e.state.NewThread(e.state.Load(proto, nil))
	return nil
}

// Resume implements luabind.Engine.
func (e *engine) Resume(name string, args []value.Value) (luabind.Wait, error) {
	e.resume = e.resume[:0]
	e.copied = 0
	if name != "" {
		e.resume = append(e.resume, e.eventName(name))
	}
	e.thaw.reset()
	for i := range args {
		if v := &args[i]; v.Kind() == value.KindNumber { // most of them are
			f, _ := v.AsNumber()
			e.resume = append(e.resume, luavm.Number(f))
		} else {
			e.resume = append(e.resume, e.toLua(*v))
		}
	}
	e.arrived = int64(e.copied)
	results, done, err := e.state.ResumeAppend(e.yielded[:0], e.main, e.resume...)
	e.yielded = results
	clear(e.resume)
	switch {
	case errors.Is(err, luavm.ErrAborted):
		return luabind.Wait{}, luabind.ErrAborted
	case err != nil:
		return luabind.Wait{}, e.failure(err)
	case done:
		return luabind.Wait{Ended: true}, nil
	case len(results) == 0:
		return luabind.Wait{}, nil
	}
	filter, filtered := results[0].AsString()
	return luabind.Wait{Filtered: filtered, Filter: filter}, nil
}

// usualEvents are the names of the commonest events that come from outside.
var usualEvents = [...]string{"modem_message", "timer"}

// eventName is the name of an event, if it can be as the very string that programs
// have as a constant: that is compared faster.
func (e *engine) eventName(name string) luavm.Value {
	for i, usual := range usualEvents {
		if name == usual {
			return e.events[i]
		}
	}
	return luavm.String(name)
}

// Steps implements luabind.Engine.
func (e *engine) Steps() int64 { return e.arrived + max(0, e.soft-e.state.StepsLeft()) }

// failure is err as the error of the main coroutine.
func (e *engine) failure(err error) error {
	var le *luavm.Error
	if !errors.As(err, &le) {
		return err
	}
	return &luabind.LuaError{Message: e.state.ToStringRaw(le.Value), Traceback: le.Traceback}
}

// Close implements luabind.Engine.
func (e *engine) Close() {
	*e = engine{}
}

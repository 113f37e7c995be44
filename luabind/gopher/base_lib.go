package gopher

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect"
)

// openLibs fills the globals. Of gopher-lua's own functions none is taken: they are
// those of Lua 5.1, some fail to be it, some reach the host, and none counts what it
// does.
func (e *engine) openLibs() {
	e.openBase()
	e.openString()
	e.openTable()
	e.openCoroutine()
	e.openMath()
	e.openBit32()
	e.openUTF8()
	e.openDebug()
}

func (e *engine) openBase() {
	e.globals.RawSetString("_G", e.globals)
	e.globals.RawSetString("_VERSION", lua.LString("Lua 5.1"))
	e.next = e.mother.NewFunction(e.baseNext)
	e.ipairs = e.mother.NewFunction(e.ipairsNext)
	e.globals.RawSetString("next", e.next)
	e.register(e.globals, map[string]lua.LGFunction{
		"assert":       e.baseAssert,
		"error":        e.baseError,
		"getfenv":      e.baseGetfenv,
		"getmetatable": e.baseGetmetatable,
		"ipairs":       func(L *lua.LState) int { return give(L, e.ipairs, e.checkAny(L, 1), lua.LNumber(0)) },
		"load":         e.baseLoad,
		"loadstring":   e.baseLoadstring,
		"pairs":        e.basePairs,
		"pcall":        e.basePcall,
		"rawequal":     func(L *lua.LState) int { return give(L, lua.LBool(L.RawEqual(e.checkAny(L, 1), e.checkAny(L, 2)))) },
		"rawget":       func(L *lua.LState) int { return give(L, e.checkTable(L, 1).RawGet(e.checkAny(L, 2))) },
		"rawlen":       e.baseRawlen,
		"rawset":       e.baseRawset,
		"select":       e.baseSelect,
		"setfenv":      e.baseSetfenv,
		"setmetatable": e.baseSetmetatable,
		"tonumber":     e.baseTonumber,
		"tostring":     func(L *lua.LState) int { return give(L, e.show(L, e.checkAny(L, 1))) },
		"type":         func(L *lua.LState) int { return give(L, lua.LString(e.checkAny(L, 1).Type().String())) },
		"xpcall":       e.baseXpcall,
	})
}

func (e *engine) baseAssert(L *lua.LState) int {
	v := e.checkAny(L, 1)
	if lua.LVAsBool(v) {
		return L.GetTop()
	}
	message := L.Get(2)
	if L.GetTop() == 1 {
		message = lua.LString("assertion failed!")
	}
	if text, ok := message.(lua.LString); ok {
		message = lua.LString(e.where(L)) + text
	}
	e.raise(L, message)
	return 0
}

// baseError is error(v [, level]). Levels are those of the stack, in which the
// function that calls error is 1.
func (e *engine) baseError(L *lua.LState) int {
	v, level := L.Get(1), e.optInt(L, 2, 1)
	if text, ok := asString(v); ok && level > 0 {
		if _, isText := v.(lua.LString); isText {
			if p, ok := e.level(L, level); ok && p.isLua() {
				v = lua.LString(p.source() + " " + text)
			}
		}
	}
	e.raise(L, v)
	return 0
}

func (e *engine) baseGetmetatable(L *lua.LState) int {
	return give(L, L.GetMetatable(e.checkAny(L, 1)))
}

func (e *engine) baseSetmetatable(L *lua.LState) int {
	meta := e.checkAny(L, 2)
	if _, ok := meta.(*lua.LTable); !ok && meta != lua.LNil {
		e.failArg(L, 2, "nil or table")
	}
	t := e.checkTable(L, 1)
	if e.meta(t, "__metatable") != lua.LNil {
		e.fail(L, "cannot change a protected metatable")
	}
	t.Metatable = meta
	return give(L, t)
}

func (e *engine) baseRawset(L *lua.LState) int {
	t, key, v := e.checkTable(L, 1), e.checkAny(L, 2), e.checkAny(L, 3)
	n, isNumber := key.(lua.LNumber)
	switch {
	case key == lua.LNil:
		e.fail(L, "table index is nil")
	case isNumber && n != n:
		e.fail(L, "table index is NaN")
	}
	t.RawSet(key, v)
	return give(L, t)
}

func (e *engine) baseRawlen(L *lua.LState) int {
	switch v := L.Get(1).(type) {
	case *lua.LTable:
		return give(L, lua.LNumber(v.Len()))
	case lua.LString:
		return give(L, lua.LNumber(len(v)))
	}
	e.fail(L, "bad argument #1 (table or string expected)")
	return 0
}

func (e *engine) basePairs(L *lua.LState) int {
	v := e.checkAny(L, 1)
	if h := e.meta(v, "__pairs"); h != lua.LNil {
		out := e.callAll(L, h, []lua.LValue{v})
		for len(out) < 3 {
			out = append(out, lua.LNil)
		}
		return give(L, out[:3]...)
	}
	return give(L, e.next, v, lua.LNil)
}

func (e *engine) baseNext(L *lua.LState) int {
	k, v := e.checkTable(L, 1).Next(L.Get(2))
	if k == lua.LNil {
		return give(L, lua.LNil)
	}
	return give(L, k, v)
}

func (e *engine) ipairsNext(L *lua.LState) int {
	i := lua.LNumber(e.checkNumber(L, 2) + 1)
	v := L.GetTable(L.Get(1), i)
	if v == lua.LNil {
		return give(L, lua.LNil)
	}
	return give(L, i, v)
}

func (e *engine) basePcall(L *lua.LState) int {
	out, failed := e.protect(L, e.checkAny(L, 1), argsFrom(L, 2), nil)
	return e.giveOutcome(L, out, failed)
}

func (e *engine) baseXpcall(L *lua.LState) int {
	out, failed := e.protect(L, e.checkAny(L, 1), argsFrom(L, 3), e.checkAny(L, 2))
	return e.giveOutcome(L, out, failed)
}

func (e *engine) giveOutcome(L *lua.LState, out []lua.LValue, failed *failure) int {
	if failed != nil {
		return give(L, lua.LFalse, failed.value)
	}
	L.Push(lua.LTrue)
	return 1 + give(L, out...)
}

// baseSelect is select(n, ...) or select("#", ...).
func (e *engine) baseSelect(L *lua.LState) int {
	count := L.GetTop() - 1
	if L.Get(1) == lua.LString("#") {
		return give(L, lua.LNumber(count))
	}
	n := e.checkInt(L, 1)
	switch {
	case n == 0 || n < -count:
		e.fail(L, "bad argument #1 (index out of range)")
	case n < 0:
		return -n
	}
	return max(0, count-n+1)
}

// baseTonumber is tonumber(v [, base]).
func (e *engine) baseTonumber(L *lua.LState) int {
	v := e.checkAny(L, 1)
	base := e.optInt(L, 2, 10)
	if base == 10 {
		if f, ok := asNumber(v); ok {
			return give(L, number(f))
		}
		return give(L, lua.LNil)
	}
	if base < 2 || base > 36 {
		e.fail(L, "bad argument #2 (base out of range)")
	}
	if f, ok := dialect.ParseNumberIn(e.checkString(L, 1), base); ok {
		return give(L, number(f))
	}
	return give(L, lua.LNil)
}

// baseLoadstring is loadstring(text [, name]).
func (e *engine) baseLoadstring(L *lua.LState) int {
	source := e.checkString(L, 1)
	return e.load(L, source, e.optString(L, 2, source), "bt", nil)
}

// baseLoad is load(chunk [, name [, mode [, env]]]), where the chunk is a text or a
// function that returns it piece by piece.
func (e *engine) baseLoad(L *lua.LState) int {
	mode := e.optString(L, 3, "bt")
	var env *lua.LTable
	if L.Get(4) != lua.LNil {
		env = e.checkTable(L, 4)
	}
	if source, ok := asString(L.Get(1)); ok {
		return e.load(L, source, e.optString(L, 2, source), mode, env)
	}
	reader := e.checkFunction(L, 1)
	name := e.optString(L, 2, "=function")
	var source strings.Builder
	for {
		out, failed := e.protect(L, reader, nil, nil)
		if failed != nil {
			return give(L, lua.LNil, failed.value)
		}
		if len(out) == 0 || out[0] == lua.LNil {
			break
		}
		piece, ok := asString(out[0])
		if !ok {
			return give(L, lua.LNil, lua.LString("reader function must return a string"))
		}
		if piece == "" {
			break
		}
		source.WriteString(piece)
	}
	return e.load(L, source.String(), name, mode, env)
}

// load compiles source. The language has no _ENV; a chunk that is given an
// environment of its own finds it there under this name, as in older versions of the
// game.
func (e *engine) load(L *lua.LState, source, name, mode string, env *lua.LTable) int {
	e.charge(L, len(source)>>1)
	if !strings.Contains(mode, "t") {
		return give(L, lua.LNil, lua.LString("attempt to load a text chunk (mode is "+mode+")"))
	}
	if env == nil {
		env = e.globals
	} else if env != e.globals {
		env.RawSetString("_ENV", env)
	}
	fn, err := e.compile(source, name, env)
	if err != nil {
		return give(L, lua.LNil, lua.LString(err.Error()))
	}
	return give(L, fn)
}

// environment is the function that setfenv and getfenv are about: argument 1 itself,
// or the one at a level.
func (e *engine) environment(L *lua.LState) *lua.LFunction {
	if f, ok := L.Get(1).(*lua.LFunction); ok {
		return f
	}
	level := e.optInt(L, 1, 1)
	if level < 0 {
		e.fail(L, "bad argument #1 (level must be non-negative)")
	}
	p, ok := e.level(L, level)
	if !ok {
		e.fail(L, "bad argument #1 (invalid level)")
	}
	return p.fn
}

func (e *engine) baseGetfenv(L *lua.LState) int {
	if f := e.environment(L); !f.IsG && f.Env != nil {
		return give(L, f.Env)
	}
	return give(L, e.globals)
}

func (e *engine) baseSetfenv(L *lua.LState) int {
	env := e.checkTable(L, 2)
	f := e.environment(L)
	if f.IsG {
		e.fail(L, "'setfenv' cannot change environment of given object")
	}
	f.Env = env
	return give(L, f)
}

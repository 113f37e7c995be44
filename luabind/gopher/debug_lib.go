package gopher

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openDebug installs what programs use of the library debug: to look, not to touch.
func (e *engine) openDebug() {
	e.library("debug", map[string]lua.LGFunction{
		"getinfo":      e.debugGetinfo,
		"getlocal":     e.debugGetlocal,
		"getmetatable": func(L *lua.LState) int { return give(L, e.rawMetatable(L.Get(1))) },
		"getregistry":  func(L *lua.LState) int { return give(L, e.registry) },
		"getupvalue":   e.debugGetupvalue,
		"setupvalue":   e.debugSetupvalue,
		"traceback":    e.debugTraceback,
	})
}

// rawMetatable is the metatable of v, whatever it says itself.
func (e *engine) rawMetatable(v lua.LValue) lua.LValue {
	if t, ok := v.(*lua.LTable); ok {
		return t.Metatable
	}
	return e.mother.GetMetatable(v)
}

// debugGetinfo is getinfo([thread,] f [, what]), where f is a function or a level. Of
// other coroutines than the running one nothing is known.
func (e *engine) debugGetinfo(L *lua.LState) int {
	i := 1
	if t, ok := L.Get(1).(*thread); ok {
		i = 2
		if t.co != e.running {
			return give(L, lua.LNil)
		}
	}
	what := e.optString(L, i+1, "flnStu")
	p := place{line: -1}
	if f, ok := L.Get(i).(*lua.LFunction); ok {
		p.fn = f
	} else {
		var found bool
		if p, found = e.level(L, e.checkInt(L, i)); !found {
			return give(L, lua.LNil)
		}
	}
	info := L.NewTable()
	for _, letter := range []byte(what) {
		switch letter {
		case 'S':
			kind, source, short, first, last := "C", "=[C]", "[C]", -1, -1
			if p.isLua() {
				proto := p.fn.Proto
				kind, short, first, last = "Lua", proto.SourceName, proto.LineDefined, proto.LastLineDefined
				if source = "@" + short; strings.HasPrefix(short, "[") {
					source = short
				}
				if first == 0 {
					kind = "main"
				}
			}
			info.RawSetString("what", lua.LString(kind))
			info.RawSetString("source", lua.LString(source))
			info.RawSetString("short_src", lua.LString(short))
			info.RawSetString("linedefined", lua.LNumber(first))
			info.RawSetString("lastlinedefined", lua.LNumber(last))
		case 'l':
			info.RawSetString("currentline", lua.LNumber(p.line))
		case 'u':
			params, vararg := 0, true
			if p.isLua() {
				params, vararg = int(p.fn.Proto.NumParameters), p.fn.Proto.IsVarArg != 0
			}
			info.RawSetString("nups", lua.LNumber(len(p.fn.Upvalues)))
			info.RawSetString("nparams", lua.LNumber(params))
			info.RawSetString("isvararg", lua.LBool(vararg))
		case 'n':
			if p.name != "" {
				info.RawSetString("name", lua.LString(p.name))
			}
			info.RawSetString("namewhat", lua.LString(""))
		case 'f':
			info.RawSetString("func", p.fn)
		case 't':
			info.RawSetString("istailcall", lua.LFalse)
		case 'L':
		default:
			e.fail(L, "bad argument #%d (invalid option)", i+1)
		}
	}
	return give(L, info)
}

// debugGetlocal is getlocal(f, n): the name of a parameter. The variables of running
// functions are not shown.
func (e *engine) debugGetlocal(L *lua.LState) int {
	if f, ok := L.Get(1).(*lua.LFunction); ok && !f.IsG {
		n := e.checkInt(L, 2)
		if n >= 1 && n <= int(f.Proto.NumParameters) && n <= len(f.Proto.DbgLocals) {
			return give(L, lua.LString(f.Proto.DbgLocals[n-1].Name))
		}
	}
	return give(L, lua.LNil)
}

func (e *engine) debugGetupvalue(L *lua.LState) int {
	name, v := L.GetUpvalue(e.checkFunction(L, 1), e.checkInt(L, 2))
	if name == "" {
		return give(L, lua.LNil)
	}
	return give(L, lua.LString(name), v)
}

func (e *engine) debugSetupvalue(L *lua.LState) int {
	name := L.SetUpvalue(e.checkFunction(L, 1), e.checkInt(L, 2), L.Get(3))
	if name == "" {
		return give(L, lua.LNil)
	}
	return give(L, lua.LString(name))
}

// debugTraceback is traceback([thread,] [message [, level]]). A message that is no
// text comes back as it is.
func (e *engine) debugTraceback(L *lua.LState) int {
	i := 1
	of := L
	if t, ok := L.Get(1).(*thread); ok {
		i = 2
		if t.co != e.running {
			of = nil // its stack cannot be seen
		}
	}
	v := L.Get(i)
	message, ok := asString(v)
	if !ok && v != lua.LNil {
		return give(L, v)
	}
	text := e.traceback(of, e.optInt(L, i+1, 1))
	if ok {
		text = message + "\n" + text
	}
	return give(L, lua.LString(text))
}

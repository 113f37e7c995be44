package gopher

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"ccnet/value"
)

// give pushes the results of a function.
func give(L *lua.LState, vs ...lua.LValue) int {
	for _, v := range vs {
		L.Push(v)
	}
	return len(vs)
}

// argsFrom copies the arguments of the running function from argument i on.
func argsFrom(L *lua.LState, i int) []lua.LValue {
	n := L.GetTop() - i + 1
	if n <= 0 {
		return nil
	}
	args := make([]lua.LValue, n)
	for k := range args {
		args[k] = L.Get(i + k)
	}
	return args
}

// library fills a new table with functions and makes it a global. The table _LOADED
// of the registry holds all libraries, for the require of a ROM.
func (e *engine) library(name string, functions map[string]lua.LGFunction) *lua.LTable {
	t := e.mother.NewTable()
	e.register(t, functions)
	e.globals.RawSetString(name, t)
	e.registry.RawGetString("_LOADED").(*lua.LTable).RawSetString(name, t)
	return t
}

// register puts functions into a table, in the order of their names: pairs shows it.
func (e *engine) register(t *lua.LTable, functions map[string]lua.LGFunction) {
	for _, name := range sortedKeys(functions) {
		t.RawSetString(name, e.mother.NewFunction(functions[name]))
	}
}

// meta is a field of the metatable of v, or nil.
func (e *engine) meta(v lua.LValue, field string) lua.LValue { return e.mother.GetMetaField(v, field) }

func (e *engine) callable(v lua.LValue) bool {
	if _, ok := v.(*lua.LFunction); ok {
		return true
	}
	_, ok := e.meta(v, "__call").(*lua.LFunction)
	return ok
}

// typeName names the type of v in messages: a metatable may have a name of its own.
func (e *engine) typeName(v lua.LValue) string {
	if t, ok := v.(*lua.LTable); ok && t.Metatable != lua.LNil {
		if name, ok := e.meta(v, "__name").(lua.LString); ok {
			return string(name)
		}
	}
	return v.Type().String()
}

// text is v as tostring shows it, metamethods aside.
func (e *engine) text(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return value.FormatNumber(float64(v))
	case *lua.LTable, *lua.LFunction, *thread, *lua.LUserData:
		return e.typeName(v) + ": " + e.names.address(v)
	}
	return v.String()
}

// show is v as tostring shows it.
func (e *engine) show(L *lua.LState, v lua.LValue) lua.LValue {
	switch v.(type) {
	case *lua.LTable, *lua.LUserData:
		if h := e.meta(v, "__tostring"); h != lua.LNil {
			return e.call1(L, h, v)
		}
	}
	return lua.LString(e.text(v))
}

// call1 calls a function for its first result.
func (e *engine) call1(L *lua.LState, fn lua.LValue, args ...lua.LValue) lua.LValue {
	L.Push(fn)
	for _, v := range args {
		L.Push(v)
	}
	L.Call(len(args), 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

// asString is v as a string, if it is one or a number.
func asString(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		return value.FormatNumber(float64(v)), true
	}
	return "", false
}

// asNumber is v as a number, if it is one or a string that reads as one.
func asNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return value.ParseNumber(string(v))
	}
	return 0, false
}

// number is f as a Lua value. The game has no negative zero.
func number(f float64) lua.LNumber {
	if f == 0 {
		f = 0
	}
	return lua.LNumber(f)
}

// Arguments of functions, by the rules of Lua's own libraries.

func (e *engine) checkAny(L *lua.LState, i int) lua.LValue {
	if i > L.GetTop() {
		e.fail(L, "bad argument #%d (value expected)", i)
	}
	return L.Get(i)
}

func (e *engine) checkString(L *lua.LState, i int) string {
	s, ok := asString(L.Get(i))
	if !ok {
		e.failArg(L, i, "string")
	}
	return s
}

func (e *engine) optString(L *lua.LState, i int, def string) string {
	if L.Get(i) == lua.LNil {
		return def
	}
	return e.checkString(L, i)
}

func (e *engine) checkNumber(L *lua.LState, i int) float64 {
	f, ok := asNumber(L.Get(i))
	if !ok {
		e.failArg(L, i, "number")
	}
	return f
}

// checkInt is a whole number of 32 bits; what is beyond becomes the nearest.
func (e *engine) checkInt(L *lua.LState, i int) int {
	return int(max(math.MinInt32, min(math.MaxInt32, value.Saturate(e.checkNumber(L, i)))))
}

func (e *engine) optInt(L *lua.LState, i, def int) int {
	if L.Get(i) == lua.LNil {
		return def
	}
	return e.checkInt(L, i)
}

func (e *engine) checkTable(L *lua.LState, i int) *lua.LTable {
	t, ok := L.Get(i).(*lua.LTable)
	if !ok {
		e.failArg(L, i, "table")
	}
	return t
}

func (e *engine) checkFunction(L *lua.LState, i int) *lua.LFunction {
	f, ok := L.Get(i).(*lua.LFunction)
	if !ok {
		e.failArg(L, i, "function")
	}
	return f
}

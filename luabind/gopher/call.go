package gopher

import (
	"maps"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
	"ccnet/value"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// methods makes a table of native functions.
func (e *engine) methods(functions []luabind.Function, self any) *lua.LTable {
	table := e.mother.CreateTable(0, len(functions))
	for _, f := range functions {
		table.RawSetString(f.Name, e.mother.NewFunction(func(L *lua.LState) int { return e.invoke(L, f.Fn, self) }))
	}
	return table
}

// invoke runs a native function to its end. Since a coroutine can wait anywhere, its
// continuations are called in a loop.
func (e *engine) invoke(L *lua.LState, fn luabind.Func, self any) int {
	if e.running == nil {
		L.RaiseError("the computer is off: its functions can be used while its world runs")
	}
	in := argsFrom(L, 1)
	call := e.call
	e.begin(L, in, self)
	err := fn(call)
	for {
		e.charge(L, call.Out.Steps)
		if err != nil {
			e.raiseError(L, err)
		}
		e.converter.reset()
		out := make([]lua.LValue, len(call.Out.Values))
		for i, v := range call.Out.Values {
			out[i] = e.converter.toLua(v)
		}
		then := call.Out.Then
		switch call.Out.Kind {
		case luabind.Returned:
			return give(L, out...)
		case luabind.Yielded:
			in = e.running.suspend(out)
		case luabind.Called:
			in = e.callAll(L, e.converter.toLua(call.Out.Fn), out)
		}
		if then == nil {
			return give(L, in...)
		}
		e.begin(L, in, self)
		err = then.Continue(call)
	}
}

// begin readies the call for a native function, or for a continuation of one.
func (e *engine) begin(L *lua.LState, in []lua.LValue, self any) {
	clear(e.args)
	e.args, e.raw = e.args[:0], in
	for _, v := range in {
		arg, err := e.converter.fromLua(v)
		if err != nil {
			e.fail(L, "%s", err)
		}
		e.args = append(e.args, arg)
	}
	e.call.Begin(e.args, self)
}

// callAll calls a function for all its results.
func (e *engine) callAll(L *lua.LState, fn lua.LValue, args []lua.LValue) []lua.LValue {
	top := L.GetTop()
	L.Push(fn)
	give(L, args...)
	L.Call(len(args), lua.MultRet)
	out := argsFrom(L, top+1)
	L.SetTop(top)
	return out
}

// raiseError raises err with the position that it asks for.
func (e *engine) raiseError(L *lua.LState, err error) {
	position := ""
	if at, ok := err.(*luabind.LevelError); !ok {
		position = e.where(L)
	} else if p, ok := e.level(L, at.Level); ok && at.Level > 0 && p.isLua() {
		position = p.source() + " "
	}
	e.raise(L, lua.LString(position+err.Error()))
}

// Text implements luabind.Texter.
func (e *engine) Text(i int) string {
	if i < 1 || i > len(e.raw) {
		return "nil"
	}
	return e.text(e.raw[i-1])
}

var _ luabind.Texter = (*engine)(nil)

// converter makes values of what Lua has, and the other way round.
type converter struct {
	engine *engine
	copier *value.Copier
	thawed map[*value.Table]*lua.LTable // since reset
}

// reset forgets which tables were met: what follows shares nothing with what went
// before.
func (c *converter) reset() { clear(c.thawed) }

// fromLua is v as an argument of a native function: scalars as they are, tables
// copied by the rules of the game, functions and coroutines opaque.
func (c *converter) fromLua(v lua.LValue) (value.Value, error) {
	switch v := v.(type) {
	case *lua.LTable:
		c.copier.Reset()
		copied, err := c.copy(v)
		if err == nil && v.Metatable != lua.LNil {
			if name, ok := c.engine.meta(v, "__name").(lua.LString); ok {
				copied.AsTable().SetTypeName(string(name))
			}
		}
		return copied, err
	case *lua.LFunction, *thread, *lua.LUserData:
		return value.Opaque(v.Type().String(), v), nil
	}
	return scalar(v), nil
}

// scalar is v as a value if it is nil, a boolean, a number or a string, and
// something opaque otherwise.
func scalar(v lua.LValue) value.Value {
	switch v := v.(type) {
	case *lua.LNilType:
		return value.Nil
	case lua.LBool:
		return value.Bool(bool(v))
	case lua.LNumber:
		return value.Number(float64(v))
	case lua.LString:
		return value.String(string(v))
	}
	return value.Opaque(v.Type().String(), nil)
}

// copy copies a table, or anything inside one. It goes no deeper than the copier
// allows.
func (c *converter) copy(v lua.LValue) (value.Value, error) {
	t, ok := v.(*lua.LTable)
	if !ok {
		return scalar(v), nil
	}
	copied, fresh, err := c.copier.Begin(t, max(t.Len(), 4))
	if err != nil || !fresh {
		return copied, err
	}
	for k, item := t.Next(lua.LNil); k != lua.LNil; k, item = t.Next(k) {
		key, err := c.copy(k)
		if err != nil {
			return value.Nil, err
		}
		val, err := c.copy(item)
		if err != nil {
			return value.Nil, err
		}
		if err := c.copier.Add(key, val); err != nil {
			return value.Nil, err
		}
	}
	return c.copier.End(), nil
}

// toLua is v as a result or an event's argument. A table that is met twice since
// reset is one table.
func (c *converter) toLua(v value.Value) lua.LValue {
	switch v.Kind() {
	case value.KindNil:
		return lua.LNil
	case value.KindBool:
		return lua.LBool(v.Truthy())
	case value.KindNumber:
		f, _ := v.AsNumber()
		return number(f)
	case value.KindString:
		s, _ := v.AsString()
		return lua.LString(s)
	case value.KindTable:
		return c.thaw(v.AsTable())
	}
	switch ref := v.Ref().(type) {
	case lua.LValue:
		return ref
	case *luabind.Object:
		return c.engine.methods(ref.Methods, ref.Self)
	}
	return lua.LNil
}

// thaw makes a table of a frozen one. Copiers see to it that those are not too
// deep.
func (c *converter) thaw(frozen *value.Table) *lua.LTable {
	if t := c.thawed[frozen]; t != nil {
		return t
	}
	t := c.engine.mother.CreateTable(0, 0)
	if c.thawed == nil {
		c.thawed = map[*value.Table]*lua.LTable{}
	}
	c.thawed[frozen] = t
	for _, entry := range frozen.Entries() {
		k, v := c.toLua(entry.Key), c.toLua(entry.Value)
		if n, ok := k.(lua.LNumber); k != lua.LNil && v != lua.LNil && (!ok || n == n) { // NaN as a key vanishes
			t.RawSet(k, v)
		}
	}
	return t
}

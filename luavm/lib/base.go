package lib

import (
	"strings"

	"ccnet/dialect"
	"ccnet/luavm"
)

// OpenBase installs the basic functions as globals.
func OpenBase(s *luavm.State) {
	g := s.Globals()
	g.SetStr(s, "_G", g.Value())
	g.SetStr(s, "_VERSION", luavm.String("Lua 5.2"))
	register(s, g, nil, []function{
		{"error", baseError}, {"setfenv", baseSetfenv}, {"assert", baseAssert}, {"getfenv", baseGetfenv},
		{"getmetatable", baseGetmetatable}, {"loadstring", baseLoadstring}, {"select", baseSelect},
		{"type", baseType}, {"rawequal", baseRawequal}, {"rawget", baseRawget}, {"rawset", baseRawset},
		{"setmetatable", baseSetmetatable}, {"tostring", baseTostring}, {"tonumber", baseTonumber},
		{"pairs", basePairs}, {"ipairs", baseIpairs}, {"rawlen", baseRawlen},
	})
	g.SetStr(s, "next", s.Next().Value())
	register(s, g, nil, []function{{"pcall", basePcall}, {"xpcall", baseXpcall}, {"load", baseLoad}})
}

// raised returns the error of a value raised by a library function: texts get
// the position of the nearest Lua function.
func raised(c *luavm.Call, v luavm.Value) error {
	if text, ok := v.AsString(); ok {
		return c.Errorf("%s", text)
	}
	return luavm.NewError(v)
}

// baseAssert is assert(v [, message]).
func baseAssert(c *luavm.Call) error {
	if c.Arg(1).Truthy() {
		return c.ReturnArgs(1)
	}
	c.CheckAny(1)
	if c.NArgs() > 1 {
		return raised(c, c.Arg(2))
	}
	return c.Errorf("assertion failed!")
}

// baseError is error(v [, level]).
func baseError(c *luavm.Call) error { return c.ErrorAt(c.Arg(1), c.OptInt(2, 1)) }

func baseGetmetatable(c *luavm.Call) error {
	mt := c.State().Meta(c.CheckAny(1))
	if mt == nil {
		return c.Return1(luavm.Nil)
	}
	if v := mt.GetStr("__metatable"); !v.IsNil() {
		return c.Return1(v)
	}
	return c.Return1(mt.Value())
}

func baseSetmetatable(c *luavm.Call) error {
	v := c.CheckAny(2)
	mt, ok := v.AsTable()
	if !ok && !v.IsNil() {
		return typeError(c, v, "nil or table")
	}
	if !c.Metafield(c.Arg(1), "__metatable").IsNil() {
		return c.Errorf("cannot change a protected metatable")
	}
	t := c.CheckTable(1)
	t.SetMeta(mt)
	return c.Return1(t.Value())
}

func baseRawequal(c *luavm.Call) error {
	return c.Return1(luavm.Bool(luavm.RawEqual(c.CheckAny(1), c.CheckAny(2))))
}

func baseRawget(c *luavm.Call) error { return c.Return1(c.CheckTable(1).Get(c.CheckAny(2))) }

func baseRawset(c *luavm.Call) error {
	t := c.CheckTable(1)
	if err := setRaw(c, t, c.CheckAny(2), c.CheckAny(3)); err != nil {
		return err
	}
	return c.Return1(t.Value())
}

func baseRawlen(c *luavm.Call) error {
	v := c.Arg(1)
	if t, ok := v.AsTable(); ok {
		return c.Return1(luavm.Int(t.Len()))
	}
	if s, ok := v.AsString(); ok {
		return c.Return1(luavm.Int(len(s)))
	}
	return c.ArgError(1, "table or string expected")
}

// basePairs is pairs(v): what __pairs returns, or next, v and nil.
func basePairs(c *luavm.Call) error {
	v := c.CheckAny(1)
	if h := c.Metafield(v, "__pairs"); !h.IsNil() {
		return c.CallThen(nil, h, v)
	}
	return c.ReturnN(c.State().Next().Value(), v, luavm.Nil)
}

// baseIpairs is ipairs(v); the iterator honours __index.
func baseIpairs(c *luavm.Call) error {
	v := c.CheckAny(1)
	return c.ReturnN(c.State().IpairsNext().Value(), v, luavm.Int(0))
}

// basePcall is pcall(f, ...).
func basePcall(c *luavm.Call) error {
	f := c.CheckAny(1)
	return c.ProtectThen(nil, f, c.Args()[1:]...)
}

// baseXpcall is xpcall(f, handler, ...).
func baseXpcall(c *luavm.Call) error {
	f, handler := c.CheckAny(1), c.CheckAny(2)
	return c.ProtectHandled(nil, handler, f, c.Args()[2:]...)
}

// baseSelect is select(n, ...) or select("#", ...).
func baseSelect(c *luavm.Call) error {
	n := c.NArgs() - 1
	if s, ok := c.Arg(1).AsString(); ok && s == "#" {
		return c.Return1(luavm.Int(n))
	}
	i := c.CheckInt(1)
	if i == 0 || i < -n {
		return c.ArgError(1, "index out of range")
	}
	if i < 0 {
		i += n + 1
	}
	return c.ReturnArgs(i + 1)
}

// typeNameValues holds the results of type, by kind.
var typeNameValues = func() (t [luavm.KindUserdata + 1]luavm.Value) {
	for kind, name := range map[luavm.Kind]string{
		luavm.KindNil: "nil", luavm.KindBool: "boolean", luavm.KindNumber: "number", luavm.KindString: "string",
		luavm.KindTable: "table", luavm.KindFunction: "function", luavm.KindBuiltin: "function",
		luavm.KindThread: "thread", luavm.KindUserdata: "userdata",
	} {
		t[kind] = luavm.String(name)
	}
	return t
}()

func baseType(c *luavm.Call) error { return c.Return1(typeNameValues[c.CheckAny(1).Kind()]) }

// baseTostring is tostring(v). A __tostring may return anything.
func baseTostring(c *luavm.Call) error {
	v := c.CheckAny(1)
	if h := c.Metafield(v, "__tostring"); !h.IsNil() {
		return c.CallThen(firstResult{}, h, v)
	}
	if v.IsString() {
		return c.Return1(v)
	}
	text := displayName(c, v)
	c.Alloc(len(text))
	return c.Return1(luavm.String(text))
}

// firstResult passes on the first result of a call, or nil.
type firstResult struct{}

func (firstResult) Continue(c *luavm.Call) error { return c.Return1(c.Arg(1)) }

// displayName returns v as text, without __tostring but with __name.
func displayName(c *luavm.Call, v luavm.Value) string {
	text := c.State().ToStringRaw(v)
	if v.Kind() == luavm.KindTable || v.Kind() == luavm.KindUserdata {
		if name, ok := c.Metafield(v, "__name").AsString(); ok {
			return name + text[strings.IndexByte(text, ':'):]
		}
	}
	return text
}

// baseTonumber is tonumber(v [, base]).
func baseTonumber(c *luavm.Call) error {
	v := c.CheckAny(1)
	if v.IsNumber() && c.NArgs() == 1 {
		return c.Return1(v)
	}
	base := c.OptInt(2, 10)
	if base == 10 {
		if n, ok := v.ToNumber(); ok {
			return c.Return1(luavm.Number(n))
		}
		return c.Return1(luavm.Nil)
	}
	if base < 2 || base > 36 {
		return c.ArgError(2, "base out of range")
	}
	s := c.CheckString(1)
	c.Charge(len(s) >> 4)
	if n, ok := dialect.ParseNumberIn(s, base); ok {
		return c.Return1(luavm.Number(n))
	}
	return c.Return1(luavm.Nil)
}

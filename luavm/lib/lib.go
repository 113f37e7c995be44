// Package lib is the standard library of the Lua dialect that ComputerCraft
// computers speak: Lua 5.2's, with the older functions the game keeps
// (unpack, setfenv, table.getn, …), the newer ones it adds (utf8, string.pack,
// table.move) and its error texts.
//
// Every function that calls back into Lua does so by handing the machine a
// continuation, a small struct that holds all it must remember; nothing waits
// on the Go stack. So a yield is legal inside a sort comparator, a gsub
// callback or a __tostring, and a suspended computer is plain data. Loops
// whose length a program chooses count as instructions, and what they build
// counts as memory, so that no call can outrun the computer's limits.
//
// What a library keeps between calls (compiled patterns, the state of
// math.random) hangs on the builtins of one State; nothing is shared.
package lib

import (
	"strings"

	"ccnet/luavm"
)

// Open installs the whole library in the globals of s.
func Open(s *luavm.State) {
	OpenBase(s)
	OpenTable(s)
	OpenString(s)
	OpenCoroutine(s)
	OpenMath(s)
	OpenUTF8(s)
	OpenDebug(s)
	OpenBit32(s)
}

// function is an entry of a library. Entries stand in the order in which the game enters
// them: that of pairs comes from it.
type function struct {
	name string
	fn   luavm.Func
}

// library fills a new table with functions that share data, and enters it.
func library(s *luavm.State, name string, data any, functions []function) *luavm.Table {
	t := s.NewTable(0, len(functions))
	register(s, t, data, functions)
	enter(s, name, t)
	return t
}

// enter makes a table the global name. It also enters it into the registry's table
// _LOADED, where a ROM's require finds the libraries that count as loaded.
func enter(s *luavm.State, name string, t *luavm.Table) {
	s.Globals().SetStr(s, name, t.Value())
	loaded, ok := s.Registry().GetStr("_LOADED").AsTable()
	if !ok {
		loaded = s.NewTable(0, 8)
		s.Registry().SetStr(s, "_LOADED", loaded.Value())
	}
	loaded.SetStr(s, name, t.Value())
}

func register(s *luavm.State, t *luavm.Table, data any, functions []function) {
	for _, f := range functions {
		b := s.NewBuiltin(f.name, f.fn)
		b.Data = data
		t.SetStr(s, f.name, b.Value())
	}
}

// typeName names the type of v in an error message: tables can have a name of
// their own.
func typeName(c *luavm.Call, v luavm.Value) string {
	if v.Kind() == luavm.KindTable {
		if name, ok := c.Metafield(v, "__name").AsString(); ok {
			return name
		}
	}
	return v.TypeName()
}

// typeError is the error of a value that is not what a function wants.
func typeError(c *luavm.Call, v luavm.Value, want string) error {
	return c.Errorf("bad argument (%s expected, got %s)", want, typeName(c, v))
}

// bytesOf holds every byte once, so that strings of one byte cost nothing.
var bytesOf = func() string {
	var b [256]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

// slice returns s[i:j] as a value. It shares the bytes of s, unless it is so
// short beside s that it would keep much more memory alive than it counts.
func slice(c *luavm.Call, s string, i, j int) luavm.Value {
	switch n := j - i; {
	case n == 0:
		return luavm.String("")
	case n == 1:
		b := int(s[i])
		return luavm.String(bytesOf[b : b+1])
	case n >= len(s)/4 || len(s) <= 128:
		return luavm.String(s[i:j])
	default:
		c.Alloc(n)
		c.Charge(n >> 6)
		return luavm.String(strings.Clone(s[i:j]))
	}
}

// newString returns b, copied, as a string value, and counts its memory.
func newString(c *luavm.Call, b []byte) luavm.Value {
	if len(b) <= 1 {
		return slice(c, string(b), 0, len(b))
	}
	c.Alloc(len(b))
	return luavm.String(string(b))
}

// growth counts the memory of a result while it is built. The state's account
// does not see what a running function holds, so that the whole size is
// charged anew whenever it has doubled.
type growth int

// reach counts a result of n bytes.
func (g *growth) reach(c *luavm.Call, n int) {
	if n > int(*g) && n > 1024 {
		c.Charge(n >> 5)
		c.Alloc(2 * n)
		*g = growth(2 * n)
	}
}

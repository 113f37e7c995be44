package gopher

import (
	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect"
)

func (e *engine) openUTF8() {
	step := e.mother.NewFunction(e.utf8Step)
	t := e.library("utf8", map[string]lua.LGFunction{
		"char":      e.utf8Char,
		"codepoint": e.utf8Codepoint,
		"codes": func(L *lua.LState) int {
			return give(L, step, lua.LString(e.checkString(L, 1)), lua.LNumber(0))
		},
		"len":    e.utf8Len,
		"offset": e.utf8Offset,
	})
	t.RawSetString("charpattern", lua.LString("[\x00-\x7f\xc2-\xf4][\x80-\xbf]*"))
}

func (e *engine) utf8Char(L *lua.LState) int {
	var out []byte
	for i := 1; i <= L.GetTop(); i++ {
		r := e.checkInt(L, i)
		if r < 0 || r > dialect.MaxRune {
			e.fail(L, "bad argument #%d (value out of range)", i)
		}
		out = dialect.AppendRune(out, r)
	}
	return give(L, lua.LString(out))
}

// utf8Step is the iterator of codes.
func (e *engine) utf8Step(L *lua.LState) int {
	s := e.checkString(L, 1)
	i := e.checkInt(L, 2) - 1
	if i < 0 {
		i = 0
	} else if i < len(s) {
		i++
		for dialect.Continues(s, i) {
			i++
		}
	}
	if i >= len(s) {
		return give(L, lua.LNil)
	}
	r, n := dialect.DecodeRune(s, i)
	if n == 0 || dialect.Continues(s, i+n) {
		e.fail(L, "invalid UTF-8 code")
	}
	return give(L, lua.LNumber(i+1), lua.LNumber(r))
}

// utf8Range reads the arguments i and j of a function, both from 1.
func (e *engine) utf8Range(L *lua.LState, s string, j int) (from, to int) {
	from = positionIn(e.optInt(L, 2, 1), len(s))
	if j == 0 {
		j = from
	}
	to = positionIn(e.optInt(L, 3, j), len(s))
	if from < 1 || to > len(s) {
		e.fail(L, "bad argument (out of bounds)")
	}
	return from, to
}

func (e *engine) utf8Codepoint(L *lua.LState) int {
	s := e.checkString(L, 1)
	i, j := e.utf8Range(L, s, 0)
	e.manyResults(L, j-i+1, "string slice too long")
	count := 0
	for i <= j {
		r, n := dialect.DecodeRune(s, i-1)
		if n == 0 {
			e.fail(L, "invalid UTF-8 code")
		}
		L.Push(lua.LNumber(r))
		i += n
		count++
	}
	return count
}

// utf8Len is len(s [, i [, j]]): nil and a position if the text is invalid.
func (e *engine) utf8Len(L *lua.LState) int {
	s := e.checkString(L, 1)
	i, j := e.utf8Range(L, s, -1)
	count := 0
	for i <= j {
		_, n := dialect.DecodeRune(s, i-1)
		if n == 0 {
			return give(L, lua.LNil, lua.LNumber(i))
		}
		i += n
		count++
	}
	return give(L, lua.LNumber(count))
}

// utf8Offset is offset(s, n [, i]).
func (e *engine) utf8Offset(L *lua.LState) int {
	s, n := e.checkString(L, 1), e.checkInt(L, 2)
	start := 1
	if n < 0 {
		start = len(s) + 1
	}
	i := positionIn(e.optInt(L, 3, start), len(s)) - 1
	switch {
	case i < 0 || i > len(s):
		e.fail(L, "bad argument #3 (position out of bounds)")
	case n != 0 && dialect.Continues(s, i):
		e.fail(L, "initial position is a continuation byte")
	case n == 0:
		for i > 0 && dialect.Continues(s, i) {
			i--
		}
	case n < 0:
		for n < 0 && i > 0 {
			for i--; i > 0 && dialect.Continues(s, i); i-- {
			}
			n++
		}
	default:
		for n--; n > 0 && i < len(s); n-- {
			for i++; dialect.Continues(s, i); i++ {
			}
		}
	}
	if n != 0 {
		return give(L, lua.LNil)
	}
	return give(L, lua.LNumber(i+1))
}

package lib

import (
	"ccnet/dialect"
	"ccnet/luavm"
)

// OpenUTF8 installs the library utf8.
func OpenUTF8(s *luavm.State) {
	t := s.NewTable(0, 6)
	step := s.NewBuiltin("codesIter", utf8Step)
	register(s, t, nil, []function{{"char", utf8Char}})
	register(s, t, step, []function{{"codes", utf8Codes}})
	register(s, t, nil, []function{{"codepoint", utf8Codepoint}, {"len", utf8Len}, {"offset", utf8Offset}})
	t.SetStr(s, "charpattern", luavm.String("[\x00-\x7f\xc2-\xf4][\x80-\xbf]*"))
	enter(s, "utf8", t)
}

// utf8Position turns a position that may count from the end into one that
// counts from 1; it may come out below 1.
func utf8Position(pos, length int) int {
	if pos >= 0 {
		return pos
	}
	return length + pos + 1
}

// utf8Char is char(...).
func utf8Char(c *luavm.Call) error {
	var buf [64]byte
	out := buf[:0]
	for i := 1; i <= c.NArgs(); i++ {
		r := c.CheckInt(i)
		if r < 0 || r > dialect.MaxRune {
			return c.ArgError(i, "value out of range")
		}
		out = dialect.AppendRune(out, r)
	}
	c.Charge(c.NArgs() >> 2)
	return c.Return1(newString(c, out))
}

// utf8Codes is codes(s), for loops.
func utf8Codes(c *luavm.Call) error {
	s := c.CheckString(1)
	return c.ReturnN(c.Self().Data.(*luavm.Builtin).Value(), luavm.String(s), luavm.Int(0))
}

// utf8Step is the iterator of codes.
func utf8Step(c *luavm.Call) error {
	s := c.CheckString(1)
	i := c.CheckInt(2) - 1
	if i < 0 {
		i = 0
	} else if i < len(s) {
		from := i
		for i++; dialect.Continues(s, i); i++ {
		}
		c.Charge((i - from) >> 2)
	}
	if i >= len(s) {
		return c.Return()
	}
	r, n := dialect.DecodeRune(s, i)
	if n == 0 || dialect.Continues(s, i+n) {
		return c.Errorf("invalid UTF-8 code")
	}
	return c.Return2(luavm.Int(i+1), luavm.Int(r))
}

// utf8Codepoint is codepoint(s [, i [, j]]).
func utf8Codepoint(c *luavm.Call) error {
	s := c.CheckString(1)
	i := utf8Position(c.OptInt(2, 1), len(s))
	j := utf8Position(c.OptInt(3, i), len(s))
	if i < 1 {
		return c.ArgError(2, "out of bounds")
	}
	if j > len(s) {
		return c.ArgError(3, "out of bounds")
	}
	for i <= j {
		r, n := dialect.DecodeRune(s, i-1)
		if n == 0 {
			return c.Errorf("invalid UTF-8 code")
		}
		c.Charge(1)
		c.Push(luavm.Int(r))
		i += n
	}
	return c.ReturnPushed()
}

// utf8Len is len(s [, i [, j]]): nil and a position if the text is invalid.
func utf8Len(c *luavm.Call) error {
	s := c.CheckString(1)
	i := utf8Position(c.OptInt(2, 1), len(s)) - 1
	j := utf8Position(c.OptInt(3, -1), len(s)) - 1
	if i < 0 || i > len(s) {
		return c.ArgError(2, "initial position out of string")
	}
	if j >= len(s) {
		return c.ArgError(3, "final position out of string")
	}
	c.Charge(max(0, j-i) >> 2)
	count := 0
	for i <= j {
		_, n := dialect.DecodeRune(s, i)
		if n == 0 {
			return c.Return2(luavm.Nil, luavm.Int(i+1))
		}
		i += n
		count++
	}
	return c.Return1(luavm.Int(count))
}

// utf8Offset is offset(s, n [, i]).
func utf8Offset(c *luavm.Call) error {
	s := c.CheckString(1)
	n := c.CheckInt(2)
	start := 1
	if n < 0 {
		start = len(s) + 1
	}
	i := utf8Position(c.OptInt(3, start), len(s)) - 1
	if i < 0 || i > len(s) {
		return c.ArgError(3, "position out of bounds")
	}
	from := i
	switch {
	case n == 0:
		for i > 0 && dialect.Continues(s, i) {
			i--
		}
	case dialect.Continues(s, i):
		return c.Errorf("initial position is a continuation byte")
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
	c.Charge(max(i-from, from-i) >> 2)
	if n != 0 {
		return c.Return1(luavm.Nil)
	}
	return c.Return1(luavm.Int(i + 1))
}

package lib

import (
	"math"
	"strings"

	"ccnet/dialect/pattern"
	"ccnet/luavm"
)

// stringLib is what the string functions of one state share: compiled patterns
// and scratch space. A function that is suspended takes its own copy of what
// it needs.
type stringLib struct {
	patterns map[patternKey]*pattern.Pattern
	matcher  pattern.Matcher
	gsub     gsub
	format   format
	values   []luavm.Value // arguments of a callback under construction
}

type patternKey struct {
	text    string
	anchors bool
}

// Bounds of the patterns kept compiled.
const (
	maxPatterns   = 256
	maxPatternKey = 256
)

// pattern returns the compiled form of text.
func (l *stringLib) pattern(c *luavm.Call, text string, anchors bool) *pattern.Pattern {
	if p, ok := l.patterns[patternKey{text, anchors}]; ok {
		return p
	}
	if len(text) > maxPatternKey {
		c.Charge(len(text))
		c.Alloc(len(text) * 16)
		return pattern.Compile(text, anchors)
	}
	text = strings.Clone(text) // keeps nothing else alive
	p := pattern.Compile(text, anchors)
	if len(l.patterns) >= maxPatterns {
		clear(l.patterns)
	}
	l.patterns[patternKey{text, anchors}] = p
	return p
}

// OpenString installs the library string, which is also what strings index.
func OpenString(s *luavm.State) {
	shared := &stringLib{patterns: map[patternKey]*pattern.Pattern{}}
	t := library(s, "string", shared, []function{
		{"len", stringLen}, {"lower", stringLower}, {"reverse", stringReverse}, {"upper", stringUpper},
		{"packsize", stringPackSize}, {"dump", stringDump}, {"byte", stringByte}, {"char", stringChar},
		{"find", stringFind}, {"gmatch", stringGmatch}, {"match", stringMatch}, {"rep", stringRep},
		{"sub", stringSub}, {"pack", stringPack}, {"unpack", stringUnpack}, {"gsub", stringGsub},
		{"format", stringFormat},
	})
	t.SetStr(s, "gfind", t.GetStr("gmatch"))
	meta := s.NewTable(0, 1)
	meta.SetStr(s, "__index", t.Value())
	s.SetStringMeta(meta)
}

// positionIn turns a position in a string that may count from the end into one
// that counts from 1, or 0 if it is before the start.
func positionIn(pos, length int) int {
	if pos >= 0 {
		return pos
	}
	return max(0, length+pos+1)
}

func stringLen(c *luavm.Call) error { return c.Return1(luavm.Int(len(c.CheckString(1)))) }

// stringByte is byte(s [, i [, j]]).
func stringByte(c *luavm.Call) error {
	s := c.CheckString(1)
	i := positionIn(c.OptInt(2, 1), len(s))
	j := positionIn(c.OptInt(3, i), len(s))
	i, j = max(i, 1), min(j, len(s))
	switch {
	case i == j:
		return c.Return1(luavm.Int(int(s[i-1])))
	case i > j:
		return c.Return()
	}
	c.Charge((j - i) >> 2)
	for ; i <= j; i++ {
		c.Push(luavm.Int(int(s[i-1])))
	}
	return c.ReturnPushed()
}

// stringChar is char(...).
func stringChar(c *luavm.Call) error {
	n := c.NArgs()
	var small [64]byte
	out := small[:0]
	if n > len(small) {
		c.Charge(n >> 2)
		out = make([]byte, 0, n)
	}
	for i := 1; i <= n; i++ {
		b := c.CheckInt(i)
		if b < 0 || b > 255 {
			return c.ArgError(i, "invalid value")
		}
		out = append(out, byte(b))
	}
	return c.Return1(newString(c, out))
}

// stringDump is dump(f): there is no binary form.
func stringDump(c *luavm.Call) error {
	c.CheckFunction(1)
	if !c.Arg(2).IsNil() {
		c.CheckBool(2)
	}
	return c.Errorf("unable to dump given function")
}

// mapped returns s with every byte that has another form in table replaced.
func mapped(c *luavm.Call, s string, table *[256]byte) luavm.Value {
	i := 0
	for i < len(s) && table[s[i]] == s[i] {
		i++
	}
	c.Charge(len(s) >> 4)
	if i == len(s) {
		return luavm.String(s)
	}
	c.Alloc(len(s))
	out := []byte(s)
	for ; i < len(out); i++ {
		out[i] = table[out[i]]
	}
	return luavm.String(string(out))
}

var lowerCase, upperCase = func() (lower, upper [256]byte) {
	for i := range lower {
		b := byte(i)
		lower[i], upper[i] = b, b
		if b >= 'A' && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
		if b >= 'a' && b <= 'z' {
			upper[i] = b - 'a' + 'A'
		}
	}
	return lower, upper
}()

func stringLower(c *luavm.Call) error { return c.Return1(mapped(c, c.CheckString(1), &lowerCase)) }
func stringUpper(c *luavm.Call) error { return c.Return1(mapped(c, c.CheckString(1), &upperCase)) }

func stringReverse(c *luavm.Call) error {
	s := c.CheckString(1)
	c.Charge(len(s) >> 4)
	c.Alloc(len(s))
	out := make([]byte, len(s))
	for i := range out {
		out[i] = s[len(s)-1-i]
	}
	return c.Return1(luavm.String(string(out)))
}

// stringRep is rep(s, n [, separator]).
func stringRep(c *luavm.Call) error {
	s := c.CheckString(1)
	n := c.CheckInt(2)
	sep := c.OptString(3, "")
	switch {
	case n <= 0:
		return c.Return1(luavm.String(""))
	case n == 1:
		return c.Return1(luavm.String(s))
	}
	// Neither product overflows: lengths and n are below 1<<32.
	if len(s) > math.MaxInt32 || len(sep) > math.MaxInt32 || len(s)*n+len(sep)*(n-1) > math.MaxInt32 {
		return c.Errorf("resulting string too large")
	}
	size := len(s)*n + len(sep)*(n-1)
	c.Charge(size >> 6)
	c.Alloc(size)
	if sep == "" {
		return c.Return1(luavm.String(strings.Repeat(s, n)))
	}
	return c.Return1(luavm.String(strings.Repeat(s+sep, n-1) + s))
}

// stringSub is sub(s, i [, j]).
func stringSub(c *luavm.Call) error {
	s := c.CheckString(1)
	i := max(1, positionIn(c.CheckInt(2), len(s)))
	j := min(len(s), positionIn(c.OptInt(3, -1), len(s)))
	if i > j {
		return c.Return1(luavm.String(""))
	}
	return c.Return1(slice(c, s, i-1, j))
}

// stringFind is find(s, pattern [, init [, plain]]).
func stringFind(c *luavm.Call) error { return search(c, true) }

// stringMatch is match(s, pattern [, init]).
func stringMatch(c *luavm.Call) error { return search(c, false) }

func search(c *luavm.Call, find bool) error {
	s, p := c.CheckString(1), c.CheckString(2)
	init := c.OptInt(3, 1)
	if init > 0 {
		init = min(init-1, len(s))
	} else if init < 0 {
		init = max(0, len(s)+init)
	}
	if find && (c.Arg(4).Truthy() || !pattern.HasSpecials(p)) {
		i := strings.Index(s[init:], p)
		if i < 0 {
			c.Charge((len(s) - init) >> 5)
			return c.Return1(luavm.Nil)
		}
		c.Charge(i >> 5)
		i += init
		return c.Return2(luavm.Int(i+1), luavm.Int(i+len(p)))
	}
	l := c.Self().Data.(*stringLib)
	m := &l.matcher
	m.Reset(c, s, l.pattern(c, p, true))
	defer m.Release()
	start, end, err := m.Search(init)
	if err != nil {
		return c.Errorf("%s", err)
	}
	if start < 0 {
		return c.Return1(luavm.Nil)
	}
	if find {
		if m.Count(false) == 0 {
			return c.Return2(luavm.Int(start+1), luavm.Int(end))
		}
		c.Push(luavm.Int(start + 1))
		c.Push(luavm.Int(end))
	} else if m.Count(true) == 1 {
		v, err := captureValue(c, m, 0, start, end)
		if err != nil {
			return err
		}
		return c.Return1(v)
	}
	return pushCaptures(c, m, start, end, !find)
}

// pushCaptures ends the call with what was pushed and the captures of a match.
func pushCaptures(c *luavm.Call, m *pattern.Matcher, start, end int, whole bool) error {
	for i := range m.Count(whole) {
		v, err := captureValue(c, m, i, start, end)
		if err != nil {
			return err
		}
		c.Push(v)
	}
	return c.ReturnPushed()
}

// captureValue returns capture i of a match over start..end.
func captureValue(c *luavm.Call, m *pattern.Matcher, i, start, end int) (luavm.Value, error) {
	from, to, isPos, err := m.Capture(i, start, end)
	switch {
	case err != nil:
		return luavm.Nil, c.Errorf("%s", err)
	case isPos:
		return luavm.Int(from + 1), nil
	}
	return slice(c, m.Subject(), from, to), nil
}

// gmatch is what the iterator of string.gmatch remembers.
type gmatch struct {
	lib     *stringLib
	subject string
	pattern *pattern.Pattern
	at      int
}

// stringGmatch is gmatch(s, pattern). A '^' has no special meaning in it.
func stringGmatch(c *luavm.Call) error {
	s, p := c.CheckString(1), c.CheckString(2)
	l := c.Self().Data.(*stringLib)
	c.Alloc(128)
	it := c.State().NewBuiltin("gmatch_aux", gmatchNext)
	it.Data = &gmatch{lib: l, subject: s, pattern: l.pattern(c, p, false)}
	return c.Return1(it.Value())
}

// Held reports what the iterator keeps alive.
func (g *gmatch) Held(visit func(luavm.Value)) int {
	visit(luavm.String(g.subject))
	return 128
}

// gmatchNext is the iterator. It stops at the end of the subject: an empty
// match there is not found, as in the game.
func gmatchNext(c *luavm.Call) error {
	g := c.Self().Data.(*gmatch)
	if g.at >= len(g.subject) {
		return c.Return1(luavm.Nil)
	}
	m := &g.lib.matcher
	m.Reset(c, g.subject, g.pattern)
	defer m.Release()
	start, end, err := m.Search(g.at)
	if err != nil {
		return c.Errorf("%s", err)
	}
	if start < 0 || start >= len(g.subject) {
		g.at = len(g.subject)
		return c.Return1(luavm.Nil)
	}
	g.at = max(end, start+1)
	if m.Count(true) == 1 {
		v, err := captureValue(c, m, 0, start, end)
		if err != nil {
			return err
		}
		return c.Return1(v)
	}
	return pushCaptures(c, m, start, end, true)
}

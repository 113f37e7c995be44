package gopher

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect/pattern"
)

// maxString is how long a string may be that a function makes. Longer ones can only
// be made by joining strings with .., which the engine does unasked.
const maxString = 64 << 20

const tooLarge = "not enough memory"

func (e *engine) openString() {
	absent := func(name string) lua.LGFunction {
		return func(L *lua.LState) int {
			e.fail(L, "string.%s is not there on the gopher engine", name)
			return 0
		}
	}
	t := e.library("string", map[string]lua.LGFunction{
		"byte":     e.stringByte,
		"char":     e.stringChar,
		"dump":     func(L *lua.LState) int { e.fail(L, "unable to dump given function"); return 0 },
		"find":     func(L *lua.LState) int { return e.search(L, true) },
		"format":   e.stringFormat,
		"gmatch":   e.stringGmatch,
		"gsub":     e.stringGsub,
		"len":      func(L *lua.LState) int { return give(L, lua.LNumber(len(e.checkString(L, 1)))) },
		"lower":    func(L *lua.LState) int { return give(L, lua.LString(mapBytes(e.checkString(L, 1), lower))) },
		"match":    func(L *lua.LState) int { return e.search(L, false) },
		"pack":     absent("pack"),
		"packsize": absent("packsize"),
		"rep":      e.stringRep,
		"reverse":  e.stringReverse,
		"sub":      e.stringSub,
		"unpack":   absent("unpack"),
		"upper":    func(L *lua.LState) int { return give(L, lua.LString(mapBytes(e.checkString(L, 1), upper))) },
	})
	t.RawSetString("gfind", t.RawGetString("gmatch"))
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}

func mapBytes(s string, f func(byte) byte) string {
	out := make([]byte, len(s))
	for i := range out {
		out[i] = f(s[i])
	}
	return string(out)
}

// positionIn turns a position in a string that may count from the end into one that
// counts from 1, or 0 if it is before the start.
func positionIn(pos, length int) int {
	if pos >= 0 {
		return pos
	}
	return max(0, length+pos+1)
}

// stringByte is byte(s [, i [, j]]).
func (e *engine) stringByte(L *lua.LState) int {
	s := e.checkString(L, 1)
	i := positionIn(e.optInt(L, 2, 1), len(s))
	j := positionIn(e.optInt(L, 3, i), len(s))
	i, j = max(i, 1), min(j, len(s))
	e.manyResults(L, j-i+1, "string slice too long")
	for k := i; k <= j; k++ {
		L.Push(lua.LNumber(s[k-1]))
	}
	return max(0, j-i+1)
}

// manyResults raises message if there are too many results for the engine's stack.
func (e *engine) manyResults(L *lua.LState, n int, message string) {
	if n > maxRegistry/2 {
		e.fail(L, "%s", message)
	}
	e.charge(L, max(0, n)>>2)
}

func (e *engine) stringChar(L *lua.LState) int {
	out := make([]byte, L.GetTop())
	for i := range out {
		b := e.checkInt(L, i+1)
		if b < 0 || b > 255 {
			e.fail(L, "bad argument #%d (invalid value)", i+1)
		}
		out[i] = byte(b)
	}
	return give(L, lua.LString(out))
}

func (e *engine) stringReverse(L *lua.LState) int {
	s := e.checkString(L, 1)
	out := make([]byte, len(s))
	for i := range out {
		out[i] = s[len(s)-1-i]
	}
	return give(L, lua.LString(out))
}

// stringRep is rep(s, n [, separator]).
func (e *engine) stringRep(L *lua.LState) int {
	s, n, sep := e.checkString(L, 1), e.checkInt(L, 2), e.optString(L, 3, "")
	if n <= 0 {
		return give(L, lua.LString(""))
	}
	size := len(s)*n + len(sep)*(n-1)
	if size > maxString {
		e.fail(L, "%s", tooLarge)
	}
	e.charge(L, size>>6)
	return give(L, lua.LString(strings.Repeat(s+sep, n-1)+s))
}

// stringSub is sub(s, i [, j]).
func (e *engine) stringSub(L *lua.LState) int {
	s := e.checkString(L, 1)
	i := max(1, positionIn(e.checkInt(L, 2), len(s)))
	j := min(len(s), positionIn(e.optInt(L, 3, -1), len(s)))
	if i > j {
		return give(L, lua.LString(""))
	}
	return give(L, lua.LString(s[i-1:j]))
}

// Patterns are not left to gopher-lua, whose matcher lacks %f and %g, and runs on
// without counting what it does.

// meter charges for matching.
type meter struct {
	e *engine
	L *lua.LState
}

func (m meter) Charge(steps int) { m.e.charge(m.L, steps) }

// matcher matches a pattern and charges for it.
func (e *engine) matcher(L *lua.LState, s string, p *pattern.Pattern) *pattern.Matcher {
	m := &pattern.Matcher{}
	m.Reset(meter{e, L}, s, p)
	return m
}

// compilePattern compiles argument i.
func (e *engine) compilePattern(L *lua.LState, i int, anchors bool) *pattern.Pattern {
	p := e.checkString(L, i)
	e.charge(L, len(p))
	return pattern.Compile(p, anchors)
}

// giveCapture pushes capture i of a match over start..end.
func (e *engine) giveCapture(L *lua.LState, m *pattern.Matcher, i, start, end int) lua.LValue {
	from, to, position, err := m.Capture(i, start, end)
	switch {
	case err != nil:
		e.fail(L, "%s", err)
	case position:
		return lua.LNumber(from + 1)
	}
	return lua.LString(m.Subject()[from:to])
}

// giveCaptures pushes all captures of a match and returns their number.
func (e *engine) giveCaptures(L *lua.LState, m *pattern.Matcher, start, end int, whole bool) int {
	n := m.Count(whole)
	for i := range n {
		L.Push(e.giveCapture(L, m, i, start, end))
	}
	return n
}

// search is find(s, pattern [, init [, plain]]) and match(s, pattern [, init]).
func (e *engine) search(L *lua.LState, find bool) int {
	s, p := e.checkString(L, 1), e.checkString(L, 2)
	init := e.optInt(L, 3, 1)
	if init > 0 {
		init = min(init-1, len(s))
	} else if init < 0 {
		init = max(0, len(s)+init)
	}
	if find && (lua.LVAsBool(L.Get(4)) || !pattern.HasSpecials(p)) {
		e.charge(L, (len(s)-init)>>5)
		i := strings.Index(s[init:], p)
		if i < 0 {
			return give(L, lua.LNil)
		}
		return give(L, lua.LNumber(init+i+1), lua.LNumber(init+i+len(p)))
	}
	m := e.matcher(L, s, e.compilePattern(L, 2, true))
	start, end, err := m.Search(init)
	if err != nil {
		e.fail(L, "%s", err)
	}
	if start < 0 {
		return give(L, lua.LNil)
	}
	if find {
		return give(L, lua.LNumber(start+1), lua.LNumber(end)) + e.giveCaptures(L, m, start, end, false)
	}
	return e.giveCaptures(L, m, start, end, true)
}

// stringGmatch is gmatch(s, pattern). A '^' has no special meaning in it, and an
// empty match at the end is not found.
func (e *engine) stringGmatch(L *lua.LState) int {
	s, p := e.checkString(L, 1), e.compilePattern(L, 2, false)
	at := 0
	return give(L, L.NewFunction(func(L *lua.LState) int {
		if at >= len(s) {
			return give(L, lua.LNil)
		}
		m := e.matcher(L, s, p)
		start, end, err := m.Search(at)
		if err != nil {
			e.fail(L, "%s", err)
		}
		if start < 0 || start >= len(s) {
			at = len(s)
			return give(L, lua.LNil)
		}
		at = max(end, start+1)
		return e.giveCaptures(L, m, start, end, true)
	}))
}

// stringGsub is gsub(s, pattern, replacement [, n]).
func (e *engine) stringGsub(L *lua.LState) int {
	s, p := e.checkString(L, 1), e.compilePattern(L, 2, true)
	repl := L.Get(3)
	switch repl.(type) {
	case lua.LString, lua.LNumber, *lua.LTable, *lua.LFunction:
	default:
		e.fail(L, "bad argument: string/function/table expected")
	}
	limit := e.optInt(L, 4, len(s)+1)
	m := e.matcher(L, s, p)
	var out strings.Builder
	at, count := 0, 0
	for count < limit && at <= len(s) {
		start, end, err := m.Search(at)
		if err != nil {
			e.fail(L, "%s", err)
		}
		if start < 0 {
			break
		}
		count++
		out.WriteString(s[at:start])
		out.WriteString(e.replacement(L, m, repl, start, end))
		if out.Len() > maxString {
			e.fail(L, "%s", tooLarge)
		}
		at = end
		if end == start {
			if start < len(s) {
				out.WriteByte(s[start])
			}
			at++
		}
		if p.Anchored {
			break
		}
	}
	if at < len(s) {
		out.WriteString(s[at:])
	}
	return give(L, lua.LString(out.String()), lua.LNumber(count))
}

// replacement is what gsub puts in the place of a match.
func (e *engine) replacement(L *lua.LState, m *pattern.Matcher, repl lua.LValue, start, end int) string {
	whole := m.Subject()[start:end]
	v := repl
	switch repl := repl.(type) {
	case *lua.LTable:
		v = L.GetTable(repl, e.giveCapture(L, m, 0, start, end))
	case *lua.LFunction:
		n := m.Count(true)
		args := make([]lua.LValue, n)
		for i := range args {
			args[i] = e.giveCapture(L, m, i, start, end)
		}
		v = e.call1(L, repl, args...)
	default:
		text, _ := asString(repl)
		return e.expand(L, m, text, start, end)
	}
	if !lua.LVAsBool(v) {
		return whole
	}
	text, ok := asString(v)
	if !ok {
		e.fail(L, "invalid replacement value (a %s)", e.typeName(v))
	}
	return text
}

// expand puts captures into a replacement text.
func (e *engine) expand(L *lua.LState, m *pattern.Matcher, text string, start, end int) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			out.WriteByte(text[i])
			continue
		}
		i++
		switch {
		case i >= len(text):
			out.WriteByte(0) // as the game does
		case text[i] == '0':
			out.WriteString(m.Subject()[start:end])
		case text[i] >= '1' && text[i] <= '9':
			s, _ := asString(e.giveCapture(L, m, int(text[i]-'1'), start, end))
			out.WriteString(s)
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

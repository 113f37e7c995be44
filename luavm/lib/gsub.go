package lib

import (
	"ccnet/dialect/pattern"
	"ccnet/luavm"
)

// gsub is one run of string.gsub; as a continuation it waits for the
// replacement of the match at start..end.
type gsub struct {
	lib     *stringLib
	subject string
	pattern *pattern.Pattern
	repl    luavm.Value
	max     int // replacements to make
	count   int // replacements made
	at      int // where to look for the next match
	out     []byte
	size    growth // of out

	start, end int
}

// maxScratch is the largest buffer that is kept for the next call.
const maxScratch = 64 << 10

// stringGsub is gsub(s, pattern, replacement [, n]).
func stringGsub(c *luavm.Call) error {
	l := c.Self().Data.(*stringLib)
	s, p := c.CheckString(1), c.CheckString(2)
	g := &l.gsub
	*g = gsub{lib: l, subject: s, repl: c.Arg(3), max: c.OptInt(4, len(s)+1), out: g.out[:0]}
	g.pattern = l.pattern(c, p, true)
	err := g.run(c)
	out := g.out
	if cap(out) > maxScratch {
		out = nil
	}
	*g = gsub{out: out}
	return err
}

// Continue goes on with the replacement that was waited for.
func (g *gsub) Continue(c *luavm.Call) error {
	if err := g.finish(c, c.Arg(1)); err != nil {
		return err
	}
	if g.advance() {
		return g.run(c)
	}
	return g.result(c)
}

// Held reports what a suspended run keeps alive.
func (g *gsub) Held(visit func(luavm.Value)) int {
	visit(luavm.String(g.subject))
	visit(g.repl)
	return cap(g.out)
}

// run replaces until everything is done or a replacement has to be waited for.
func (g *gsub) run(c *luavm.Call) error {
	m := &g.lib.matcher
	m.Reset(c, g.subject, g.pattern)
	defer m.Release()
	for g.count < g.max {
		start, end, err := m.Search(g.at)
		if err != nil {
			return c.Errorf("%s", err)
		}
		if start < 0 {
			break
		}
		g.count++
		g.out = append(g.out, g.subject[g.at:start]...)
		g.start, g.end = start, end
		waiting, err := g.replace(c, m)
		if waiting || err != nil {
			return err
		}
		g.size.reach(c, len(g.out))
		if !g.advance() {
			break
		}
	}
	return g.result(c)
}

// advance steps behind the match; false means that there can be no other.
func (g *gsub) advance() bool {
	switch {
	case g.end > g.start:
		g.at = g.end
	case g.start < len(g.subject):
		g.out = append(g.out, g.subject[g.start])
		g.at = g.start + 1
	default:
		g.at = g.start
		return false
	}
	return !g.pattern.Anchored
}

func (g *gsub) result(c *luavm.Call) error {
	if g.count == 0 {
		return c.Return2(luavm.String(g.subject), luavm.Int(0))
	}
	g.out = append(g.out, g.subject[g.at:]...)
	c.Charge(len(g.out) >> 5)
	return c.Return2(newString(c, g.out), luavm.Int(g.count))
}

// replace appends the replacement of the match, or arranges for the call that
// finds it out (waiting).
func (g *gsub) replace(c *luavm.Call, m *pattern.Matcher) (waiting bool, err error) {
	switch g.repl.Kind() {
	case luavm.KindString, luavm.KindNumber:
		text, _ := g.repl.ToString()
		return false, g.expand(c, m, text)
	case luavm.KindTable:
		key, err := captureValue(c, m, 0, g.start, g.end)
		if err != nil {
			return false, err
		}
		v, p, err := index(c, g.repl, key)
		if err != nil {
			return false, err
		}
		if p.ok() {
			return true, c.CallThen(g.suspended(), p.handler, p.self, key)
		}
		return false, g.finish(c, v)
	case luavm.KindFunction, luavm.KindBuiltin:
		args := g.lib.values[:0]
		for i := range m.Count(true) {
			v, err := captureValue(c, m, i, g.start, g.end)
			if err != nil {
				return false, err
			}
			args = append(args, v)
		}
		g.lib.values = args
		err := c.CallThen(g.suspended(), g.repl, args...)
		clear(args)
		return true, err
	}
	return false, c.Errorf("bad argument: string/function/table expected")
}

// suspended returns g in a form that can wait: the scratch copy is left to
// other calls.
func (g *gsub) suspended() *gsub {
	if g != &g.lib.gsub {
		return g
	}
	k := *g
	k.out = append(make([]byte, 0, len(g.subject)+len(g.subject)/4+16), g.out...)
	return &k
}

// finish appends the value that a table or function gave for the match.
func (g *gsub) finish(c *luavm.Call, v luavm.Value) error {
	if !v.Truthy() {
		g.out = append(g.out, g.subject[g.start:g.end]...)
		return nil
	}
	text, ok := v.ToString()
	if !ok {
		return c.Errorf("invalid replacement value (a %s)", v.TypeName())
	}
	g.out = append(g.out, text...)
	g.size.reach(c, len(g.out))
	return nil
}

// expand appends a replacement text, with %0 to %9 filled in.
func (g *gsub) expand(c *luavm.Call, m *pattern.Matcher, text string) error {
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b != '%' {
			g.out = append(g.out, b)
			continue
		}
		i++
		switch {
		case i >= len(text):
			g.out = append(g.out, 0) // as the game does
		case text[i] == '0':
			g.out = append(g.out, g.subject[g.start:g.end]...)
		case text[i] >= '1' && text[i] <= '9':
			from, to, isPos, err := m.Capture(int(text[i]-'1'), g.start, g.end)
			switch {
			case err != nil:
				return c.Errorf("%s", err)
			case isPos:
				g.out = luavm.AppendNumber(g.out, float64(from+1))
			default:
				g.out = append(g.out, g.subject[from:to]...)
			}
		default:
			g.out = append(g.out, text[i])
		}
	}
	return nil
}

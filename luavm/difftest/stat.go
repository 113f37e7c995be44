package difftest

import "fmt"

func (g *generator) statement() {
	if g.depth > 5 {
		g.assign()
		return
	}
	switch g.rng.IntN(38) {
	case 0, 1, 2:
		g.declare(g.anyKind())
	case 3, 4:
		g.assign()
	case 5:
		g.multipleAssign()
	case 6:
		g.observe()
	case 7, 8:
		g.ifElse()
	case 9, 10:
		g.numericFor()
	case 11:
		g.genericFor()
	case 12:
		g.while()
	case 13:
		g.repeatUntil()
	case 14:
		g.jump()
	case 15:
		g.localFunction()
	case 16, 17:
		g.coroutine()
	case 18:
		g.closuresInLoop()
	case 19:
		g.protected()
	case 20:
		g.tableWork()
	case 21:
		g.line("do")
		g.body(1 + g.rng.IntN(3))
		g.line("end")
	case 22:
		g.gotoLoop()
	case 23:
		g.line("out(%s)", g.call())
	case 24, 25:
		g.libraryTable()
	case 26:
		g.edgeLoop()
	case 27:
		g.jumps()
	case 28:
		g.upvalues()
	case 29:
		g.classes()
	case 30:
		g.metamethods()
	case 31:
		g.positions()
	case 32:
		g.faults()
	case 33:
		g.nested()
	case 34:
		g.order()
	case 35:
		g.manyVarargs()
	default:
		g.line("out(%s, %s)", g.libraryText(), g.libraryNumber())
	}
}

func (g *generator) assign() {
	k := g.anyKind()
	if v := g.pick(k); v != "" {
		e := g.expr(k)
		g.line("%s = %s", v, e)
		return
	}
	g.declare(k)
}

func (g *generator) multipleAssign() {
	a, b := g.pick(number), g.pick(number)
	switch {
	case a == "" || g.rng.IntN(3) == 0:
		t := g.pick(table)
		if t == "" {
			g.declare(table)
			return
		}
		v := g.expr(g.anyKind())
		w := g.expr(g.anyKind())
		g.line("%s[1], %s[2], %s[\"k\"] = %s, %s", t, t, t, v, w)
	case g.rng.IntN(2) == 0:
		g.line("%s, %s = %s, %s", a, b, b, a)
	default:
		e := g.expr(number)
		g.line("%s, %s = num(%s), %s + 1", a, b, e, a)
	}
}

func (g *generator) ifElse() {
	g.line("if %s then", g.expr(boolean))
	g.body(1 + g.rng.IntN(3))
	if g.rng.IntN(2) == 0 {
		g.line("elseif %s then", g.expr(boolean))
		g.body(1 + g.rng.IntN(2))
	}
	if g.rng.IntN(2) == 0 {
		g.line("else")
		g.body(1 + g.rng.IntN(2))
	}
	g.line("end")
}

func (g *generator) loop(n int, then func()) {
	g.loops++
	g.indent++
	g.push()
	g.line("if not burn() then break end")
	if then != nil {
		then()
	}
	g.block(n)
	if g.rng.IntN(3) == 0 {
		g.line("if %s then break end", g.expr(boolean))
	}
	g.pop()
	g.indent--
	g.loops--
}

func (g *generator) numericFor() {
	header := g.oneOf("1, 3", "5, 1, -2", "1, 0", "0.5, 2, 0.5", "3, 3", "-1, 1")
	g.names++
	v := fmt.Sprintf("n%d", g.names)
	g.line("for %s = %s do", v, header)
	g.loop(1+g.rng.IntN(3), func() {
		top := len(g.scopes) - 1
		g.scopes[top] = append(g.scopes[top], variable{v, number})
	})
	g.line("end")
}

func (g *generator) genericFor() {
	g.names++
	i, v := fmt.Sprintf("n%d", g.names), fmt.Sprintf("s%d", g.names)
	switch g.rng.IntN(3) {
	case 0:
		g.line("for %s, %s in ipairs({ %s, %s }) do", i, v, g.expr(text), g.expr(text))
	case 1:
		g.line("for %s in (%s):gmatch(%q) do", v, g.expr(text), g.oneOf("%w", "%a+", "."))
		i = ""
	default:
		g.line("for %s, %s in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i, str(i)) end end) do", i, v)
	}
	g.loop(1+g.rng.IntN(2), func() {
		top := len(g.scopes) - 1
		g.scopes[top] = append(g.scopes[top], variable{v, text})
		if i != "" {
			g.scopes[top] = append(g.scopes[top], variable{i, number})
		}
	})
	g.line("end")
}

func (g *generator) while() {
	g.names++
	c := fmt.Sprintf("w%d", g.names)
	g.line("local %s = 0", c)
	g.line("while %s < %d and (%s or true) do", c, 1+g.rng.IntN(4), g.expr(boolean))
	g.loop(1+g.rng.IntN(3), func() { g.line("%s = %s + 1", c, c) })
	g.line("end")
}

func (g *generator) repeatUntil() {
	g.names++
	c := fmt.Sprintf("w%d", g.names)
	g.line("local %s = 0", c)
	g.line("repeat")
	g.indent++
	g.loops++
	g.push()
	g.line("local last%s = %s", c, c)
	g.block(1 + g.rng.IntN(2))
	g.line("%s = %s + 1", c, c)
	g.line("local f%s = function() return last%s end", c, c)
	g.pop()
	g.loops--
	g.indent--
	g.line("until f%s() >= %d or not burn()", c, g.rng.IntN(4))
}

func (g *generator) jump() {
	switch {
	case g.loops > 0 && g.rng.IntN(2) == 0:
		g.line("if %s then break end", g.expr(boolean))
	default:
		g.labels++
		l := fmt.Sprintf("skip%d", g.labels)
		g.line("do")
		g.indent++
		g.line("if %s then goto %s end", g.expr(boolean), l)
		g.push()
		g.line("do")
		g.body(1 + g.rng.IntN(2))
		g.line("end")
		g.pop()
		g.line("::%s::", l)
		g.indent--
		g.line("end")
	}
}

// gotoLoop is a loop made of a backward goto, with a fresh closure per turn.
func (g *generator) gotoLoop() {
	g.labels++
	l := fmt.Sprintf("again%d", g.labels)
	g.line("do")
	g.indent++
	g.push()
	g.line("local count, kept = 0, {}")
	g.line("::%s::", l)
	g.line("do")
	g.indent++
	g.line("local mine = count * 10")
	g.line("kept[#kept + 1] = function() mine = mine + 1 return mine end")
	g.line("count = count + 1")
	g.line("if count < %d then goto %s end", 2+g.rng.IntN(3), l)
	g.indent--
	g.line("end")
	g.line("for i = 1, #kept do out(i, kept[i](), kept[i]()) end")
	g.pop()
	g.indent--
	g.line("end")
}

func (g *generator) localFunction() {
	g.names++
	name := fmt.Sprintf("r%d", g.names)
	g.line("local function %s(n, ...)", name)
	g.line("  if n <= 0 or not burn() then return ... end")
	g.line("  %s", g.oneOf(
		fmt.Sprintf("return %s(n - 1, n, ...)", name),
		fmt.Sprintf("return n + (%s(n - 1) or 0)", name),
		fmt.Sprintf("local a, b = %s(n - 1, ...) return b, a, n", name),
		fmt.Sprintf("local inner = function() return %s(n - 2) end return inner(), n", name)))
	g.line("end")
	g.line("out(try(%s, %d, %s))", name, g.rng.IntN(6), g.list())
}

func (g *generator) coroutine() {
	g.names++
	co := fmt.Sprintf("co%d", g.names)
	g.line("local %s = coroutine.create(function(...)", co)
	saved := *g
	g.loops, g.vararg = 0, true
	g.indent++
	g.push()
	for i := 1 + g.rng.IntN(3); i > 0; i-- {
		switch g.rng.IntN(6) {
		case 0:
			g.line("out(coroutine.yield(%s))", g.list())
		case 1:
			g.line("for i = 1, 2 do out(i, coroutine.yield(i, %s)) end", g.expr(g.anyKind()))
		case 2:
			g.line("out(pcall(function(...) local r = coroutine.yield(...) error({ r }) end, %s))", g.list())
		case 3:
			g.line("local o = setmetatable({}, { __add = function(a, b) return coroutine.yield('add', b) end, __index = function(t, k) return coroutine.yield('index', k) end, __lt = function() return coroutine.yield('lt') end, __concat = function(a, b) return coroutine.yield('concat') end })")
			g.line("out(o + 5, o.field, o < o, o .. 'x', pcall(function() return o.a + 1 end))")
		case 4:
			g.line("for a, b in function(s, c) if c < 2 then return coroutine.yield(c + 1) end end, nil, 0 do out('it', a, b) if not burn() then break end if type(a) ~= 'number' then break end end")
		default:
			g.block(1)
		}
	}
	if g.rng.IntN(4) == 0 {
		g.line("error(%s)", g.oneOf("{ 9 }", "true", "nil"))
	}
	g.line("return %s", g.list())
	g.pop()
	g.indent--
	g.restore(saved)
	g.line("end)")
	g.line("for turn = 1, %d do", 2+g.rng.IntN(5))
	g.line("  out(coroutine.status(%s), try(coroutine.resume, %s, turn, %s))", co, co, g.expr(g.anyKind()))
	g.line("  if coroutine.status(%s) == 'dead' then break end", co)
	g.line("end")
}

func (g *generator) closuresInLoop() {
	g.names++
	fs := fmt.Sprintf("t%d", g.names)
	g.line("local %s = {}", fs)
	g.line("for i = 1, 4 do")
	g.line("  local j = i * 2")
	g.line("  if i == %d then %s end", g.rng.IntN(6), g.oneOf("break", "goto continue", "j = 50"))
	g.line("  %s[#%s + 1] = function(d) %s return i, j end", fs, fs, g.oneOf("i = i + 1", "j = j + (d or 1)", "", "i, j = j, i"))
	g.line("  %s", g.oneOf("i = i + 0", "j = j + 1", ""))
	g.line("  ::continue::")
	g.line("end")
	g.line("for _ = 1, 2 do for k = 1, #%s do out(k, %s[k](k)) end end", fs, fs)
	top := len(g.scopes) - 1
	g.scopes[top] = append(g.scopes[top], variable{fs, table})
}

func (g *generator) protected() {
	switch g.rng.IntN(3) {
	case 0:
		g.line("out(try(function(...)")
		saved := *g
		g.loops, g.vararg = 0, true
		g.body(1 + g.rng.IntN(3))
		g.restore(saved)
		g.line("  %s", g.oneOf("error({ 5 })", "local x = nil; return x.y", "return 1 + {}", "return ...", "return ('x')()", "return #5", "return {} < {}", "error()"))
		g.line("end, %s))", g.list())
	case 1:
		g.line("out(xpcall(function() %s end, function(m) return type(m), 'handled' end))", g.oneOf("error({ 5 })", "local x; x()", "return 1, 2", "error('s', 0)"))
	default:
		g.line("out(select(2, pcall(error, %s)))", g.oneOf("{ 3 }", "'plain'", "false", "nil"))
	}
}

func (g *generator) tableWork() {
	g.names++
	t := fmt.Sprintf("t%d", g.names)
	g.line("local %s = { %s, %s, %s }", t, g.expr(number), g.expr(number), g.expr(number))
	for i := 1 + g.rng.IntN(4); i > 0; i-- {
		switch g.rng.IntN(8) {
		case 0:
			g.line("table.insert(%s, %s)", t, g.expr(number))
		case 1:
			g.line("table.insert(%s, 1, %s)", t, g.expr(number))
		case 2:
			g.line("out((table.remove(%s, 1)))", t)
		case 3:
			g.line("table.sort(%s, function(a, b) return a > b end)", t)
		case 4:
			g.line("table.sort(%s)", t)
		case 5:
			g.line("%s[#%s + 1] = %s", t, t, g.expr(number))
		case 6:
			g.line("do local sum, n = 0, 0 for k, v in pairs(%s) do if type(k) == 'number' then sum = sum + k * num(v) end n = n + 1 end out(sum, n) end", t)
		default:
			g.line("for i = 1, 20 do %s[i] = num(%s[i]) + i end", t, t)
		}
	}
	g.line("out(#%s, table.concat(%s, ';'))", t, t)
}

// restore ends an inner function: what was outside counts again, but names and
// labels stay unique.
func (g *generator) restore(saved generator) {
	saved.names, saved.labels = g.names, g.labels
	*g = saved
}

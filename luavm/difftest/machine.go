package difftest

import (
	"fmt"
	"strings"
)

// edgeLoop is a numeric loop whose bounds are where counting is hard.
func (g *generator) edgeLoop() {
	header := g.oneOf(
		"9007199254740990, 9007199254740992", "2147483646, 2147483649", "-2147483647, -2147483650, -1",
		"0, 1, 0.1", "1, 0, -0.25", "1, 0.5", "1, 1.5", "3, 1", "1, 3, -1", "-3, -1", "1, 1/0", "-1, -1/0, -1",
		"1/0, 1", "0/0, 3", "1, 0/0", "1, 3, 0/0", "1, 10, 1/0", "4294967294, 4294967297", "0.1 + 0.2, 1, 0.3", "-0.0, 0")
	g.line("do local turns, last = 0")
	g.line("  for i = %s do", header)
	g.line("    turns, last = turns + 1, i")
	g.line("    if turns > %d or not burn() then break end", 3+g.rng.IntN(12))
	if g.rng.IntN(3) == 0 {
		g.line("    i = %s", g.oneOf("i + 10", "nil", "'x'", "-i"))
	}
	g.line("  end")
	g.line("  out(turns, last) end")
}

// jumps leaves nested loops and skips parts of them.
func (g *generator) jumps() {
	g.labels++
	n := g.labels
	g.line("do local log = {}")
	g.line("  for i = 1, 3 do")
	g.line("    local j = 0")
	opening := g.oneOf("while true do", "repeat", "for k = 1, 9 do")
	g.line("    %s", opening)
	g.line("      j = j + 1")
	g.line("      local kept = function() j = j + 0 return i, j end")
	g.line("      if j == %d then goto next%d end", 1+g.rng.IntN(4), n)
	g.line("      if i * j > %d then goto done%d end", 2+g.rng.IntN(7), n)
	g.line("      if j > 5 then break end")
	g.line("      log[#log + 1] = table.concat({ kept() }, ':')")
	if opening == "repeat" {
		g.line("    until j > 4")
	} else {
		g.line("    end")
	}
	g.line("    log[#log + 1] = 'end' .. i")
	g.line("    ::next%d::", n)
	g.line("  end")
	g.line("  ::done%d::", n)
	g.line("  out(table.concat(log, ' ')) end")
}

// upvalues shares variables among closures, coroutines and calls.
func (g *generator) upvalues() {
	g.names++
	n := g.names
	g.line("do local shared%d, own = %s, {}", n, g.atom(number))
	g.line("  local function make(by) local base = by return function(d) base = base + (d or 0); shared%d = num(shared%d) + base return base end, function() return base, shared%d end end", n, n, n)
	g.line("  for i = 1, 3 do own[i], own[-i] = make(i) end")
	for i := 1 + g.rng.IntN(3); i > 0; i-- {
		k := 1 + g.rng.IntN(3)
		switch g.rng.IntN(4) {
		case 0:
			g.line("  out(own[%d](%d))", k, g.rng.IntN(5))
		case 1:
			g.line("  out(own[-%d]())", k)
		case 2:
			g.line("  out(coroutine.wrap(function() coroutine.yield(own[%d](1)) return 0 end)())", k)
		default:
			g.line("  out(pcall(function() shared%d = 100; own[%d](1); error({}) end))", n, k)
		}
	}
	g.line("  out(shared%d, own[-1](), own[-2]())", n)
	g.line("end")
}

// classes is an inheritance chain with methods, through tables or functions.
func (g *generator) classes() {
	g.names++
	n := g.names
	g.line("do local Base%d = { kind = 'base' }; Base%d.__index = %s", n, n, g.oneOf(fmt.Sprintf("Base%d", n), fmt.Sprintf("function(t, k) return Base%d[k] end", n)))
	g.line("  function Base%d.new(v) return setmetatable({ v = v }, Base%d) end", n, n)
	g.line("  function Base%d:get(...) return self.v, select('#', ...), ... end", n)
	g.line("  function Base%d:chain(d) self.v = num(self.v) + d return self end", n)
	g.line("  local Derived = setmetatable({ %s }, Base%d)", g.oneOf("", "kind = 'derived'", "get = function(self) return 'own', self.v end"), n)
	g.line("  Derived.__index = Derived; Derived.__tostring = function(o) return 'D' .. num(o.v) end")
	g.line("  local o = setmetatable({ v = %s }, Derived)", g.expr(number))
	for i := 1 + g.rng.IntN(4); i > 0; i-- {
		g.line("  out(%s)", g.oneOf("o.kind", "o:get()", "o:get(1, nil)", "o:chain(2):chain(3).v", "tostring(o)", "o.missing", "rawget(o, 'kind')", fmt.Sprintf("Base%d.new(4):chain(1):get()", n), "getmetatable(o) == Derived", "pcall(o.get)", "pcall(function() return o:nothing() end)"))
	}
	g.line("end")
}

// metamethods logs the order and the arguments of events.
func (g *generator) metamethods() {
	g.line("do local log = {}")
	g.line("  local function note(name) return function(a, b) log[#log + 1] = name .. type(a):sub(1, 1) .. type(b):sub(1, 1) return %s end end", g.oneOf("1", "a", "b", "nil", "false", "'r'"))
	g.line("  local mt = { __add = note 'add', __sub = note 'sub', __mul = note 'mul', __div = note 'div', __mod = note 'mod', __pow = note 'pow', __concat = note 'concat', __lt = note 'lt', %s __call = note 'call', __index = note 'index', __newindex = note 'newindex', __eq = note 'eq' }", g.oneOf("__le = note 'le',", ""))
	g.line("  %s", g.only(Game, "mt.__unm, mt.__len = note 'unm', note 'len'", // one operand there, twice the same elsewhere
		"mt.__unm, mt.__len = function(a) return note 'unm'(a) end, function(a) return note 'len'(a) end"))
	g.line("  local x, y, p = setmetatable({}, mt), setmetatable({}, mt), {}")
	for i := 2 + g.rng.IntN(4); i > 0; i-- {
		g.line("  out(try(function() return %s end))", g.oneOf(
			"x + 1", "1 - x", "x * y", "x / 'a'", "'a' % x", "x ^ y", "-x", "x .. 'a'", "'a' .. x", "1 .. 2 .. x", "x .. y .. 'z'", "#x",
			"x < y", "x <= y", "x > y", "x >= y", "x == y", "x ~= y", "x == p", "x == 1", "not (x < y)", "not (x == y)",
			"x(1, 2)", "x()", "x.field", "x[1]", "x[x]", "x + nil", "nil .. x", "p + x", "x.a.b", "x:method()"))
	}
	g.line("  out(try(function() x.new = 1; x[2] = %s end))", g.atom(g.anyKind()))
	g.line("  out(table.concat(log, ' '), rawget(x, 'new')) end")
}

// positions shows where errors say that they are.
func (g *generator) positions() {
	level := g.oneOf("", ", 0", ", 1", ", 2", ", 3")
	g.names++
	n := g.names
	g.line("do local function raise%d(v)", n)
	g.line("    %serror(v%s)", g.oneOf("", "do end ", "return "), level)
	g.line("  end")
	g.line("  local function through%d(v)", n)
	g.line("    %s", g.oneOf(fmt.Sprintf("raise%d(v)", n), fmt.Sprintf("local r = raise%d(\n      v)", n), fmt.Sprintf("local r = (raise%d(v))", n), fmt.Sprintf("pcall(raise%d, 'inner') raise%d(v)", n, n)))
	g.line("    return 1")
	g.line("  end")
	g.line("  out(pcall(through%d, %s))", n, g.oneOf("'text'", "{ 1 }", "nil", "true", "''"))
	g.line("  out(select(2, xpcall(through%d, function(m) return 'H' .. tostring(type(m) == 'table' and 'T' or m) end, 'text')))", n)
	g.line("  out(coroutine.resume(coroutine.create(through%d), 'text'))", n)
	g.line("end")
}

// faults are errors that the machine raises. What they say is the game's own and
// shown in the game's dialect only.
func (g *generator) faults() {
	g.names++
	v := fmt.Sprintf("u%d", g.names)
	value := g.oneOf("nil", "true", "{}", "'text'", "5", "print")
	g.line("do local %s = %s; local holder = { field = %s, inner = {} }", v, value, v)
	for i := 1 + g.rng.IntN(3); i > 0; i-- {
		subject := g.oneOf(v, "holder.field", "holder.inner.none", "holder[1]", "undefinedglobal", "(holder)", "holder.inner", "p", "('lit')", "a.b.c", "holder[holder]", v+".x", "({})", "(2)", "(#holder)", "(...)", "holder['two words']")
		fault := g.oneOf("local r = %s.field", "local r = %s[1]", "%s.field = 1", "%s[nil] = 1", "%s[0/0] = 1", "%s()", "local r = %s()", "%s:method()", "local r = %s + 1", "local r = 1 - %s",
			"local r = -%s", "local r = #%s", "local r = %s .. 'x'", "local r = 'x' .. %s", "local r = 'x' .. %s .. 'y'", "local r = %s < 1", "local r = %s <= {}", "local r = %s > 'x'", "local r = %s < %[1]s", "for i = %s, 2 do end", "for i = 1, %s do end", "for i = 1, 2, %s do end", "for k in %s do end", "return %s()", "local r = %s ^ 2", "local r = %s %% 2", "local r = %s * %[1]s", "return %s.x.y", "local q = %s local r = q.x.y")
		if strings.HasPrefix(fault, "%s") && strings.HasPrefix(subject, "(") {
			fault = ";" + fault
		}
		g.line("  out(try(function(p, ...)")
		g.line("    local a = { b = {} }")
		g.line("    "+fault, subject)
		g.line("  end, %s, %s))", g.oneOf("nil", "1", "{}"), g.oneOf("nil", "false", "'v'"))
	}
	g.line("end")
}

// nested runs coroutines and protected calls in one another.
func (g *generator) nested() {
	g.names++
	n := g.names
	body := g.oneOf(
		"local a = coroutine.yield(depth) return a",
		"error({ depth })",
		g.only(Game, "error('e' .. depth, 0)", "error()"), // PUC Lua's wrap prepends a position
		"for i = 1, 2 do coroutine.yield(i, depth) end",
		"return coroutine.status(coroutine.running()), depth",
	)
	wrap := func(inner string) string {
		switch g.rng.IntN(6) {
		case 0:
			return fmt.Sprintf("return pcall(function(...) %s end, ...)", inner)
		case 1:
			return fmt.Sprintf("return xpcall(function(...) %s end, function(m) return 'H' .. type(m) end, ...)", inner)
		case 2:
			return fmt.Sprintf("local co = coroutine.create(function(...) %s end) local r = table.pack(coroutine.resume(co, ...)) return coroutine.status(co), table.unpack(r, 1, r.n)", inner)
		case 3:
			if g.dialect == Portable { // where the error of a dead coroutine has two positions
				inner = "(function(...) " + inner + " end)(...) return nil"
			}
			return fmt.Sprintf("for a, b in coroutine.wrap(function(...) %s end) do out('for', a, b) if not burn() then break end end return 'ended'", inner)
		case 4:
			return fmt.Sprintf("local t = setmetatable({}, { __index = function(_, k, ...) %s end }) return t.key", inner)
		}
		return fmt.Sprintf("return select(1, (function(...) %s end)(...))", inner)
	}
	for i := 1 + g.rng.IntN(3); i > 0; i-- {
		body = wrap(body)
	}
	g.line("do local depth = %d", g.rng.IntN(9))
	g.line("  local co%d = coroutine.create(function(...) %s end)", n, body)
	g.line("  for turn = 1, 5 do out(turn, try(coroutine.resume, co%d, turn, 'x')) if not burn() then break end end", n)
	g.line("  out(coroutine.status(co%d)) end", n)
}

// order shows in which order assignments and constructors come.
func (g *generator) order() {
	g.line("do local log = {}")
	g.line("  local t = setmetatable({}, { __newindex = function(t, k, v) log[#log + 1] = tostring(k) .. '=' .. tostring(v) rawset(t, k, v) end, __index = function(t, k) log[#log + 1] = 'get' .. tostring(k) end })")
	g.line("  local function f(x, ...) log[#log + 1] = 'f' .. tostring(x) return x, ... end")
	g.line("  local i = 1")
	for n := 1 + g.rng.IntN(3); n > 0; n-- {
		g.line("  %s", g.oneOf(
			"t.a, t.b, t.c = f(1), f(2), f(3)", "t.a, t.a = 1, 2", "i, t[i] = i + 1, 20", "t[f(1)], t[f(2)] = f(3, 4)", "local a, b, c = f(1), (f(2, 3))",
			"local q = { f(1), k = f(2), [f(3)] = f(4), f(5, 6) } log[#log + 1] = #q", "t.x = t.y and f(1) or f(2)", "local r = f(1) == f(2) or f(3) < f(4)", "local s = f(1) .. f(2) .. f(3)", "t.p, i = i, (t.p or 0) + 1", "i = f(1) + f(2) * f(3)", "t[i], i, t[i] = i, i + 1, 'z'", "do local i, t = f(9), f(8) i = t end"))
	}
	g.line("  out(i, table.concat(log, ' ')) end")
}

// manyVarargs passes lists on that are long, empty or cut.
func (g *generator) manyVarargs() {
	g.names++
	n := g.names
	g.line("do local function v%d(...) local a, b = ... %s return %s end", n,
		g.oneOf("", "local t = { ... } out(#t)", "local t = { ..., 'last' } out(#t)", "a = select('#', ...)", "b = { n = select('#', ...), ... } b = b.n"),
		g.oneOf("...", "a, b", "a, ...", "(...)", "select(2, ...)", "select(-1, 0, ...)", "... , b", "table.unpack({ ... }, 2)", "not ...", "#{ ... }"))
	for i := 1 + g.rng.IntN(3); i > 0; i-- {
		g.line("  out(pcall(v%d%s))", n, g.oneOf("", ", nil", ", 1, nil, 3", ", nil, nil", ", table.unpack({ 1, 2, 3, 4, 5, 6, 7, 8, 9 })", fmt.Sprintf(", v%d(1, 2)", n), fmt.Sprintf(", v%d(1, 2), 3", n), fmt.Sprintf(", (v%d(1, 2))", n)))
	}
	g.line("  out(select('#', v%d(table.unpack({}, 1, %s)))) end", n, g.oneOf("0", "1", "60", "250"))
}

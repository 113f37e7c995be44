package difftest

import (
	"fmt"
	"strings"
)

func (g *generator) expr(k kind) string {
	g.exprs++
	defer func() { g.exprs-- }()
	if g.exprs > 4 || g.rng.IntN(3) == 0 {
		return g.atom(k)
	}
	switch k {
	case number:
		return g.numberExpr()
	case text:
		return g.textExpr()
	case table:
		return g.tableExpr()
	case boolean:
		return g.booleanExpr()
	}
	return g.functionExpr()
}

func (g *generator) atom(k kind) string {
	if v := g.pick(k); v != "" && g.rng.IntN(4) > 0 {
		return v
	}
	switch k {
	case number:
		return g.oneOf("0", "1", "2", "3", "10", "0.5", "-1", "-7", "100", "0x1F", "1e3", "255")
	case text:
		return g.oneOf(`"a"`, `"hello"`, `""`, `"x y z"`, `"12"`, `"a,b,,c"`, `[[long]]`, `"\65\x42\z
			c"`, `'quo"te'`, `"%d+"`)
	case table:
		return g.oneOf("{}", "{1, 2, 3}", `{"p", "q"}`, "{ 5, k = 6 }", "object(4)", "{ {1}, {2} }")
	case boolean:
		return g.oneOf("true", "false", "nil")
	}
	return g.oneOf("function(...) return ... end", "function() return 1, 2 end", "num", "str", "function(a, b) return b, a end", "math.floor", "select")
}

func (g *generator) numberExpr() string {
	switch g.rng.IntN(18) {
	case 0, 1, 2:
		left, op, right := g.expr(number), g.oneOf("+", "-", "*", "/", "%"), g.expr(number)
		if op == "%" { // of numbers beyond 2^53 PUC's remainder is rounded, the game's exact
			left = "num(" + left + ")"
		}
		return fmt.Sprintf("num(%s %s %s)", left, op, right)
	case 3:
		return fmt.Sprintf("num(%s %s %s)", g.atom(number), g.oneOf("+", "-", "*"), g.atom(number))
	case 4:
		return fmt.Sprintf("(-(%s) + 0)", g.atom(number))
	case 5:
		return "#" + g.paren(g.expr(text))
	case 6:
		return fmt.Sprintf("num((%s)[%s])", g.expr(table), g.expr(number))
	case 7:
		return fmt.Sprintf("(math.%s(num(%s)) + 0)", g.oneOf("floor", "ceil", "abs"), g.expr(number))
	case 8:
		return fmt.Sprintf("math.%s(%s, %s)", g.oneOf("max", "min"), g.expr(number), g.expr(number))
	case 9:
		return fmt.Sprintf("(%s and %s or %s)", g.expr(boolean), g.expr(number), g.expr(number))
	case 10:
		return fmt.Sprintf("select('#', %s)", g.list())
	case 11:
		return fmt.Sprintf("num((%s))", g.call())
	case 12:
		return fmt.Sprintf("(%s):byte(%s)", g.paren(g.expr(text)+` .. "!"`), g.oneOf("1", "-1"))
	case 13:
		return fmt.Sprintf("bit32.%s(%s, %s)", g.oneOf("band", "bor", "bxor"), g.atomInt(), g.atomInt())
	case 14:
		return fmt.Sprintf("num(tonumber(%s))", g.expr(text))
	case 15, 16:
		return fmt.Sprintf("num(%s)", g.libraryNumber())
	}
	return fmt.Sprintf("num(%s ^ 2)", g.atom(number))
}

func (g *generator) atomInt() string { return g.oneOf("1", "6", "255", "4096", "0", "77") }

func (g *generator) paren(s string) string { return "(" + s + ")" }

func (g *generator) textExpr() string {
	e := func() string { return g.paren(g.expr(text)) }
	switch g.rng.IntN(16) {
	case 0, 1:
		return fmt.Sprintf("str(%s .. %s .. %s)", e(), g.paren(g.atom(number)), e())
	case 2:
		return fmt.Sprintf("%s:sub(%s, %s)", e(), g.oneOf("1", "2", "-2", "0"), g.oneOf("1", "3", "-1", "99"))
	case 3:
		return fmt.Sprintf("%s:%s()", e(), g.oneOf("upper", "lower", "reverse"))
	case 4:
		return fmt.Sprintf("%s:rep(%s)", e(), g.oneOf("0", "1", "2", "3, '-'"))
	case 5:
		return fmt.Sprintf("string.format(%q, %s, %s)", g.oneOf("%s|%5.2f", "%-8s%.10g", "%q%5.3f", "%.2s%+.9e", "%10s%08.3f"), e(), g.expr(number))
	case 6:
		return fmt.Sprintf("(%s:gsub(%q, %q))", e(), g.pattern(), g.oneOf("<%0>", "", "%%", "x"))
	case 7:
		return fmt.Sprintf("(%s:gsub(%q, function(a, b) return a and str(a) .. str(b) end))", e(), g.pattern())
	case 8:
		return fmt.Sprintf("str((%s:match(%q)))", e(), g.pattern())
	case 9:
		return fmt.Sprintf("str((%s:find(%q)))", e(), g.pattern())
	case 10:
		return fmt.Sprintf("table.concat({ %s, %s }, %s)", g.expr(text), g.expr(number), e())
	case 11:
		return fmt.Sprintf("str((%s)[%q])", g.expr(table), g.oneOf("k", "j", "set"))
	case 12:
		return fmt.Sprintf("(%s and %s or %s)", g.expr(boolean), e(), e())
	case 13, 14:
		return fmt.Sprintf("str(%s)", g.libraryText())
	}
	return fmt.Sprintf("str(%s)", g.expr(g.anyKind()))
}

func (g *generator) pattern() string {
	return g.oneOf("%a+", "(%w)(%w)", "l*", "[^,]*", "^%s*(.-)%s*$", "%d", "[a-h]-o", "(h)(.)", ".", "%f[%w]%w+", "()", "b?c", "%b()", "x*$")
}

func (g *generator) tableExpr() string {
	switch g.rng.IntN(7) {
	case 0:
		return "{ " + g.list() + " }"
	case 1:
		return fmt.Sprintf("{ %s, k = %s, [%s] = %s }", g.expr(g.anyKind()), g.expr(g.anyKind()), g.atomInt(), g.expr(g.anyKind()))
	case 2:
		return fmt.Sprintf("object(%s)", g.expr(number))
	case 3:
		return fmt.Sprintf("table.pack(%s)", g.list())
	case 4:
		return fmt.Sprintf("{ %s }", g.call())
	case 5:
		if g.vararg {
			return "{ ... }"
		}
	}
	return fmt.Sprintf("(%s or %s)", g.atom(table), g.expr(table))
}

func (g *generator) booleanExpr() string {
	switch g.rng.IntN(9) {
	case 0:
		return "not " + g.paren(g.expr(g.anyKind()))
	case 1, 2:
		return fmt.Sprintf("(%s %s %s)", g.expr(number), g.oneOf("<", "<=", ">", ">=", "==", "~="), g.expr(number))
	case 3:
		return fmt.Sprintf("(%s %s %s)", g.expr(text), g.oneOf("<", "<=", ">", ">=", "==", "~="), g.expr(text))
	case 4:
		return fmt.Sprintf("(%s == %s)", g.expr(g.anyKind()), g.expr(g.anyKind()))
	case 5:
		return fmt.Sprintf("(object(%s) %s object(%s))", g.expr(number), g.oneOf("<", "<=", ">", ">=", "==", "~="), g.expr(number))
	case 6:
		return fmt.Sprintf("(%s %s %s)", g.expr(boolean), g.oneOf("and", "or"), g.expr(boolean))
	case 7:
		return fmt.Sprintf("(%s and %s > 1)", g.expr(g.anyKind()), g.expr(number))
	}
	return fmt.Sprintf("(try(%s, %s))", g.expr(function), g.list())
}

// functionExpr writes a closure over what is visible.
func (g *generator) functionExpr() string {
	if g.depth > 4 {
		return g.atom(function)
	}
	saved := *g
	g.out = &strings.Builder{}
	g.loops, g.vararg = 0, g.rng.IntN(3) == 0
	g.push()
	var params []string
	for i := g.rng.IntN(3); i > 0; i-- {
		g.names++
		params = append(params, fmt.Sprintf("a%d", g.names))
	}
	header := append([]string{}, params...)
	if g.vararg {
		header = append(header, "...")
	}
	g.indent++
	g.line("if not burn() then return 0 end")
	for _, p := range params {
		k := kind(g.rng.IntN(2))
		v := g.bind(k)
		g.line("local %s = %s(%s)", v, [2]string{"num", "str"}[k], p)
		if g.rng.IntN(3) == 0 {
			g.line("%s = %s", p, v)
		}
	}
	g.exprs = 2
	g.block(1 + g.rng.IntN(3))
	g.line("return %s", g.list())
	g.indent--
	g.pop()
	body := g.out.String()
	g.restore(saved)
	return fmt.Sprintf("(function(%s)\n%s%send)", strings.Join(header, ", "), body, strings.Repeat("  ", g.indent))
}

func (g *generator) call() string {
	switch g.rng.IntN(7) {
	case 0:
		return fmt.Sprintf("try(%s, %s)", g.expr(function), g.list())
	case 1:
		return fmt.Sprintf("object(%s)(%s)", g.atom(number), g.list())
	case 2:
		return fmt.Sprintf("table.unpack({ %s }, 1, 3)", g.list())
	case 3:
		return fmt.Sprintf("select(%s, %s)", g.oneOf("1", "2", "-1"), g.list())
	case 4:
		return fmt.Sprintf("try(error, %s)", g.oneOf("{ 1 }", "false", "nil", "'e'", "true"))
	case 5:
		return fmt.Sprintf("pcall(coroutine.wrap(function(...) local x = coroutine.yield(...) return x end), %s)", g.list())
	}
	return fmt.Sprintf("try(%s)", g.expr(function))
}

// list is a list of expressions, perhaps with an open end.
func (g *generator) list() string {
	var items []string
	for i := 1 + g.rng.IntN(2); i > 0; i-- {
		items = append(items, g.expr(g.anyKind()))
	}
	switch {
	case g.vararg && g.rng.IntN(2) == 0:
		items = append(items, g.oneOf("...", "(...)"))
	case g.exprs < 3 && g.rng.IntN(3) == 0:
		items = append(items, g.call())
	}
	return strings.Join(items, ", ")
}

package difftest

import "fmt"

// libraryText writes a call of the string library that gives one text, or a number
// of texts joined.
func (g *generator) libraryText() string {
	s := g.paren(g.expr(text))
	switch g.rng.IntN(18) {
	case 0:
		return fmt.Sprintf("str(select('#', %s:byte(%s, %s)))", s, g.position(), g.position())
	case 1:
		return fmt.Sprintf("show((%s:byte(%s)))", s, g.position())
	case 2:
		return fmt.Sprintf("list(%s:find(%s, %s, %s))", s, g.expr(text), g.oneOf("1", "-1", "nil", g.only(Game, "9", "0")), g.oneOf("true", "1"))
	case 3:
		return fmt.Sprintf("list(%s:find(%q, %s))", s, g.pattern(), g.oneOf("1", "-2", "-1", "0", g.only(Game, "9", "1"))) // beyond the end is the end only there
	case 4:
		return fmt.Sprintf("list(%s:match(%q, %s))", s, g.pattern(), g.oneOf("1", "-2", "-9", "0", g.only(Game, "9", "1")))
	case 5:
		return fmt.Sprintf("list(%s:gsub(%q, %s, %s))", s, g.pattern(), g.replacement(), g.oneOf("0", "1", "2", "nil"))
	case 6:
		return fmt.Sprintf("each(%s:gmatch(%q))", s, g.oneOf("%a", "()%w", "(%w)(%w?)", g.only(Game, "%s*", "%s+"), "[^,]+", "%f[%w]%w", "%d*%.?%d+"))
	case 7:
		return fmt.Sprintf("string.char(%s, %s)", g.oneOf("65", "97", "48", "32"), g.oneOf("66", "'67'", "33.0"))
	case 8:
		return fmt.Sprintf("string.format(%q, %s)", g.oneOf("%d", "%5d|", "%-6d|", "%05d", "%+d", "% d", "%.4d", "%i", "%c", "%x", "%X", "%#x", "%o", "%08.2f", "%s"), g.oneOf("65", "97", "'42'", "33", "122"))
	case 9:
		return fmt.Sprintf("string.format(%q, %s)", g.oneOf("%g", "%.3g", "%e", "%.0e", "%12.4f|", "%-12.3e|", "%+g", "% .1f", "%#g", "%.14g", "%.0f", "%G", "%E"), g.double())
	case 10:
		return fmt.Sprintf("string.format('%%%s', %s)", g.oneOf("-5.2s|", "10s|", ".0s|", "s", "q", ".3s"), s)
	case 11:
		return fmt.Sprintf("%s:rep(%s, %s)", s, g.oneOf("0", "1", "2", "3", "-1"), g.oneOf("''", "','", "' - '"))
	case 12:
		return fmt.Sprintf("list(tonumber(%s), tonumber(%s, %s))", g.numeral(), g.oneOf("'10'", "'ff'", "'zz'", "'-11'", "'8'", "' 7 '", "''", g.only(Game, "'1.0'", "'1 0'")), g.oneOf("2", "8", "10", "16", "36"))
	case 13:
		return fmt.Sprintf("table.concat({ %s, %s, %s }, %s, %s, %s)", g.expr(text), g.atom(number), g.expr(text), g.expr(text), g.oneOf("1", "2", "3"), g.oneOf("1", "2", "3", "0"))
	case 14:
		return fmt.Sprintf("list(#%s, %s < %s, %s == %s)", s, s, g.paren(g.expr(text)), g.paren(g.atom(text)), s)
	case 15:
		return fmt.Sprintf("%s:sub(%s, %s)", s, g.position(), g.position())
	case 16:
		return fmt.Sprintf("string.%s(%s)", g.oneOf("upper", "lower", "reverse", "len"), g.oneOf("12", "'MiXed é'", "('a'):rep(20)", "0.5"))
	}
	return fmt.Sprintf("list(try(string.%s, %s, %s))", g.oneOf("rep", "find", "sub", "format", "byte"), g.expr(text), g.expr(g.anyKind()))
}

func (g *generator) position() string {
	return g.oneOf("1", "2", "3", "-1", "-2", "0", "99", "-99", "#'ab'", "2.0")
}

func (g *generator) replacement() string {
	return g.oneOf("'<%1>'", "'%0%0'", "''", "'%%'", "{ a = 'x', l = false, h = 7 }", "function(c) if c == 'l' then return false end return c end", "string.upper", "function() end", "setmetatable({}, { __index = function(_, k) return '[' .. k .. ']' end })")
}

// numeral is a text that may be a number.
func (g *generator) numeral() string {
	return g.oneOf("'12'", "' 12 '", "'0x1F'", "'0x'", "'1e2'", "'1e'", "'.5'", "'5.'", "'.'", "''", "' '", "'- 1'", "'-1'", "'+1'", "'0x.8'", "'0x1p4'", "'1_0'", "'12abc'", "'\\t7\\n'", "'1 2'", "'0x-1'", "'1e+3'", "'1E-2'", "'00012'", "'0xg'")
}

// double is a number of any size that both engines write alike, though not always
// as a text. The game rounds what is half way up, C to the even one.
func (g *generator) double() string {
	return g.oneOf(g.only(Game, "0.5", "0.4"), g.only(Game, "2.5", "2.4"), g.only(Game, "-0.25", "-0.2"), "0.1", "1/3", "-2.6", g.only(Game, "1e15 + 0.5", "1e15 + 0.375"), "123456.789", "2^31", "-2^31", "2^40", "1e-7", "100", "12345678", "1e20", "5e-3", "1e100", "1/0", "-1/0", "3.14159265358979", "99.995", "0.045")
}

func (g *generator) libraryNumber() string {
	n := func() string { return g.paren("num(" + g.expr(number) + ")") }
	bits := func() string {
		return g.oneOf("0", "1", "0xFF", "0xFFFFFFFF", "0x80000000", "0x7FFFFFFF", "123456789", "-1", "-256")
	}
	switch g.rng.IntN(14) {
	case 0:
		return fmt.Sprintf("math.%s(%s)", g.oneOf("floor", "ceil", "abs"), g.oneOf("0.5", "-0.5", "2.5", "-2.5", "1e9", "-7", "'3.7'"))
	case 1:
		return fmt.Sprintf("(math.fmod(%s, %s))", n(), g.oneOf("3", "-3", "2.5", "7"))
	case 2:
		return fmt.Sprintf("select(%s, math.modf(%s))", g.oneOf("1", "2"), g.oneOf("3.25", "-3.25", "7", "0.5", "1e9"))
	case 3:
		return fmt.Sprintf("select(%s, math.frexp(%s))", g.oneOf("1", "2"), g.oneOf("8", "0.75", "-3", "0", "1e9"))
	case 4:
		return fmt.Sprintf("math.ldexp(%s, %s)", g.oneOf("0.5", "3", "-1"), g.oneOf("0", "3", "-2", "10"))
	case 5:
		return fmt.Sprintf("(%s %% %s)", n(), g.oneOf("3", "-3", "2.5", "-0.5", "7"))
	case 6:
		return fmt.Sprintf("bit32.%s(%s, %s)", g.oneOf("lshift", "rshift", "lrotate", "rrotate"), bits(), g.oneOf("0", "1", "4", "16", "31", "-3"))
	case 7:
		return fmt.Sprintf("bit32.arshift(%s, %s)", bits(), g.oneOf("0", "1", "4", "31"))
	case 8:
		return fmt.Sprintf("bit32.%s(%s, %s, %s)", g.oneOf("band", "bor", "bxor"), bits(), bits(), bits())
	case 9:
		return fmt.Sprintf("bit32.extract(%s, %s, %s)", bits(), g.oneOf("0", "3", "8"), g.oneOf("1", "4", "20"))
	case 10:
		return fmt.Sprintf("bit32.replace(%s, %s, %s, %s)", bits(), bits(), g.oneOf("0", "3", "8"), g.oneOf("1", "4", "20"))
	case 11:
		return fmt.Sprintf("(%s %s %s)", g.oneOf("'10'", "' 0x10 '", "'1e1'", "5"), g.oneOf("+", "-", "*", "/", "^"), g.oneOf("2", "'3'", "'0.5'"))
	case 12:
		return fmt.Sprintf("math.%s(%s)", g.oneOf("sqrt", "exp", "log", "sin", "cos", "deg", "rad"), g.oneOf("2", "0.5", "9", "1", "10"))
	}
	return fmt.Sprintf("math.%s(%s, %s, %s)", g.oneOf("max", "min"), n(), n(), g.oneOf("1", "-1/0", "1/0", "0.25"))
}

// libraryTable works on one table with the functions of the table library.
func (g *generator) libraryTable() {
	g.names++
	t := fmt.Sprintf("t%d", g.names)
	g.line("local %s = { %s }", t, g.oneOf("5, 3, 9, 1", "'b', 'a', 'c'", "2.5, 2.25, -1, 7, 7", "", "1"))
	for i := 2 + g.rng.IntN(4); i > 0; i-- {
		switch g.rng.IntN(11) {
		case 0:
			g.line("out(try(table.insert, %s, %s))", t, g.atom(number))
		case 1:
			g.line("out(table.remove(%s))", t)
		case 2:
			g.line("if #%s > 1 then out(table.remove(%s, %s)) end", t, t, g.oneOf("1", "2", "#"+t))
		case 3:
			g.line("table.insert(%s, math.max(1, #%s), %s)", t, t, g.oneOf("4", "'m'", "0.5"))
		case 4:
			g.line("out(try(table.sort, %s, %s))", t, g.oneOf(g.only(Game, "nil", "function(a, b) return tostring(a) == tostring(b) and a < b or tostring(a) < tostring(b) end"), "function(a, b) return tostring(a) < tostring(b) end", "function(a, b) return tostring(a) > tostring(b) end"))
		case 5:
			g.line("out(try(table.concat, %s, %s, %s))", t, g.oneOf("','", "''", "1"), g.oneOf("1", "2", "#"+t, "1, 2"))
		case 6:
			g.line("out(table.unpack(%s, %s, %s))", t, g.oneOf("1", "2", "0", "-1"), g.oneOf("2", "4", "0", "#"+t))
		case 7:
			g.line("do local p = table.pack(table.unpack(%s)) out(p.n, #p, select('#', table.unpack(p, 1, p.n + 1))) end", t)
		case 8:
			g.line("out(rawlen(%s), #%s, next(%s) == nil, rawequal(%s, %s), rawget(%s, 1))", t, t, t, t, t, t)
		case 9:
			g.line("do local seen = 0 for k, v in pairs(%s) do seen = seen + 1 %s[k] = %s end out(seen, #%s) end", t, t, g.oneOf("nil", "v", "0"), t)
		default:
			g.line("for i = #%s + 1, #%s + %d do %s[i] = i * 2 end", t, t, 1+g.rng.IntN(9), t)
		}
	}
	g.line("out(#%s, %s[1], %s[#%s])", t, t, t, t)
}

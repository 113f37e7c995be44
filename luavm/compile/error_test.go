package compile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var syntaxErrors = []struct{ source, want string }{
	{"x = = 1", "f:1: unexpected symbol near '='"},
	{"return )", "f:1: unexpected symbol near ')'"},
	{"abc", "f:1: syntax error near <eof>"},
	{"abc =", "f:1: unexpected symbol near <eof>"},
	{"abc def", "f:1: syntax error near 'def'"},
	{"f() = 1", "f:1: syntax error near '='"},
	{"(a) = 1", "f:1: syntax error near '='"},
	{"(f())", "f:1: syntax error near <eof>"},
	{"a, f() = 1", "f:1: syntax error near '='"},
	{"a, 1 = 1", "f:1: unexpected symbol near '1'"},
	{"local 1", "f:1: <name> expected near '1'"},
	{"local function end", "f:1: <name> expected near 'end'"},
	{"if x then", "f:1: 'end' expected near <eof>"},
	{"if x then\n\nfoo()", "f:3: 'end' expected (to close 'if' at line 1) near <eof>"},
	{"while x do\n", "f:2: 'end' expected (to close 'while' at line 1) near <eof>"},
	{"for i = 1, 2 do\n", "f:2: 'end' expected (to close 'for' at line 1) near <eof>"},
	{"do\n", "f:2: 'end' expected (to close 'do' at line 1) near <eof>"},
	{"repeat\nx()\n", "f:3: 'until' expected (to close 'repeat' at line 1) near <eof>"},
	{"function f()\n", "f:2: 'end' expected (to close 'function' at line 1) near <eof>"},
	{"f(\n1", "f:2: ')' expected (to close '(' at line 1) near <eof>"},
	{"x = {\n1 2}", "f:2: '}' expected (to close '{' at line 1) near '2'"},
	{"x = { a b }", "f:1: '}' expected near 'b'"},
	{"x = (\n1", "f:2: ')' expected (to close '(' at line 1) near <eof>"},
	{"if x", "f:1: 'then' expected near <eof>"},
	{"end", "f:1: <eof> expected near 'end'"},
	{"return 1 2", "f:1: <eof> expected near '2'"},
	{"for 1 = 2", "f:1: <name> expected near '1'"},
	{"for a", "f:1: '=' or 'in' expected near <eof>"},
	{"for a = 1 do", "f:1: ',' expected near 'do'"},
	{"f.1()", "f:1: syntax error near '.1'"},
	{"f.+", "f:1: <name> expected near '+'"},
	{"f:x", "f:1: function arguments expected near <eof>"},
	{"function f(a,) end", "f:1: <name> or '...' expected near ')'"},
	{"function f(..., a) end", "f:1: ')' expected near ','"},
	{"function f() return ... end", "f:1: cannot use '...' outside a vararg function near '...'"},
	{"x = a != b", "f:1: unexpected symbol near '!'"},
	{"x = a // b", "f:1: unexpected symbol near '/'"},
	{"x = 1 & 2", "f:1: unexpected symbol near '&'"},
	{"x = ~1", "f:1: unexpected symbol near '~'"},
	{"local x <const> = 1", "f:1: unexpected symbol near '<'"},
	{"x = \xc3", `f:1: unexpected symbol near <\195>'`},
	{"x = .0x1", "f:1: malformed number near '.0x1'"},
	{"x = 0x", "f:1: malformed number near '0x'"},
	{"x = 1a", "f:1: malformed number near '1a'"},
	{"x = 0..0", "f:1: malformed number near '0..0'"},
	{"x = 1e", "f:1: malformed number near '1e'"},
	{"x = 3x", "f:1: syntax error near <eof>"},
	{"x = 'abc", "f:1: unfinished string near <eof>"},
	{"x = 'abc\n'", "f:1: unfinished string near ''abc'"},
	{"x = \"a\\qb\n", "f:1: unfinished string near '\"aqb'"},
	{`x = "\xZZ"`, `f:1: hexadecimal digit expected near '"\xZ'`},
	{`x = "\x1Z"`, `f:1: hexadecimal digit expected near '"\x1Z'`},
	{`x = "a\300"`, `f:1: escape sequence too large near '"a\300"'`},
	{`x = "\u0"`, `f:1: missing '{' near '"\u0'`},
	{`x = "\u{}"`, `f:1: hexadecimal digit expected near '"\u{}'`},
	{`x = "\u{110000}"`, `f:1: UTF-8 value too large near '"\u{110000'`},
	{`x = "\u{41"`, `f:1: missing '}' near '"\u{41"'`},
	{"x = [[\nabc", "f:2: unfinished long string (started at line 1) near <eof>"},
	{"--[[\nabc", "f:2: unfinished long comment (started at line 1) near <eof>"},
	{"x = [=abc", "f:1: invalid long string delimiter near '[='"},
	{"x = [[ [[ ]]", "f:1: nesting of [[...]] is deprecated near '['"},
	{"local 'a\\65b'", "f:1: <name> expected near ''aAb''"},
	{"local [==[a]=]b]==]", "f:1: <name> expected near '[==[a]=]b]==]'"},
	{"local 0x1F", "f:1: <name> expected near '0x1F'"},
	{"break", "f:1: break outside loop at line 1"},
	{"while x do local f = function()\nbreak\nend end", "f:2: break outside loop at line 2"},
	{"goto foo", "f:1: no visible label 'foo' for <goto> at line 1"},
	{"\ngoto foo\n do ::foo:: end", "f:2: no visible label 'foo' for <goto> at line 2"},
	{"do ::foo:: end goto foo", "f:1: no visible label 'foo' for <goto> at line 1"},
	{"::foo:: function f() goto foo end", "f:1: no visible label 'foo' for <goto> at line 1"},
	{"::l1::\n::l1::", "f:2: label 'l1' already defined on line 1"},
	{"::l1:: do\n ::l1:: end", "f:2: label 'l1' already defined on line 1"},
	{"goto foo\nlocal x\n::foo:: f()", "f:3: <goto foo> at line 1 jumps into the scope of local 'x'"},
	{"repeat goto c\nlocal x\n::c:: until x", "f:3: <goto c> at line 1 jumps into the scope of local 'x'"},
	{"goto 1", "f:1: syntax error near '1'"},
	{"::1::", "f:1: <name> expected near '1'"},
	{"::a b", "f:1: '::' expected near 'b'"},
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range syntaxErrors {
		_, err := Compile(c.source, "=f")
		assert.EqualError(t, err, c.want, "%q", c.source)
	}
}

func TestLimits(t *testing.T) {
	numbered := func(format string, n int) string {
		var out strings.Builder
		for i := range n {
			out.WriteString(strings.ReplaceAll(format, "#", "v"+strings.Repeat("x", i)))
		}
		return out.String()
	}
	tests := []struct{ name, source, want string }{
		{"200 locals", strings.Repeat("local a ", 200), ""},
		{"201 locals", strings.Repeat("local a ", 201), "f:1: main function has more than 200 local variables"},
		{"locals of a function", "\nfunction f()\n" + strings.Repeat("local a ", 201) + "end",
			"f:3: function at line 2 has more than 200 local variables"},
		{"locals around count", strings.Repeat("local a ", 150) + "function f()" + strings.Repeat("local b ", 51) + "end",
			"f:1: function at line 1 has more than 200 local variables"},
		{"a loop has three of its own", strings.Repeat("local a ", 196) + "for i = 1, 2 do end", ""},
		{"one too many for a loop", strings.Repeat("local a ", 197) + "for i = 1, 2 do end",
			"f:1: main function has more than 200 local variables"},
		{"62 upvalues", numbered("local # ", 62) + "function f()" + numbered("#()", 62) + "end",
			"f:1: function at line 1 has more than 60 upvalues"},
		{"60 upvalues", numbered("local # ", 60) + "local function f() return " + numbered("# +", 60) + "1 end", ""},
		{"199 levels", strings.Repeat("do ", 199) + strings.Repeat("end ", 199), ""},
		{"201 levels", strings.Repeat("do ", 201) + strings.Repeat("end ", 201), "f:1: main function has more than 200 syntax levels"},
		{"registers", "return " + strings.Repeat("{", 10) + strings.Repeat("a,", 300), ""},
		{"arguments", "f(a" + strings.Repeat(",a", 245) + ")", ""},
		{"too many arguments", "f(a" + strings.Repeat(",a", 249) + ")", "f:1: function or expression too complex near 'a'"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile(c.source, "=f")
			if c.name == "registers" {
				require.Error(t, err)
				return
			}
			if c.want == "" {
				require.NoError(t, err)
				require.NoError(t, verify(p))
				return
			}
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestShortSource(t *testing.T) {
	tests := []struct{ name, want string }{
		{"", `[string ""]`},
		{"=stdin", "stdin"},
		{"=" + strings.Repeat("a", 40), strings.Repeat("a", 29)},
		{"@f.lua", "f.lua"},
		{"@/rom/programs/1234567", "/rom/programs/1234567"},
		{"@/rom/programs/rednet/chat.lua", "...ograms/rednet/chat.lua"},
		{"return 1", `[string "return 1"]`},
		{"return 1\nreturn 2", `[string "return 1..."]`},
		{"1234567890123", `[string "1234567890123"]`},
		{"12345678901234", `[string "1234567890123..."]`},
		{"\n", `[string "..."]`},
	}
	for _, c := range tests {
		assert.Equal(t, c.want, ShortSource(c.name))
	}
}

func TestErrorFields(t *testing.T) {
	_, err := Compile("\n+", "@startup.lua")
	assert.Equal(t, &Error{Chunk: "startup.lua", Line: 2, Message: "unexpected symbol near '+'"}, err)
}

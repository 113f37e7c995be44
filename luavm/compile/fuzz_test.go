package compile

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzCompile: no source makes the compiler panic, and what compiles is well
// formed.
func FuzzCompile(f *testing.F) {
	for _, c := range programs {
		f.Add(c.source)
	}
	for _, c := range syntaxErrors {
		f.Add(c.source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		p, err := Compile(source, "=fuzz")
		if err != nil {
			var failure *Error
			require.True(t, errors.As(err, &failure))
			require.Positive(t, failure.Line)
			return
		}
		require.NoError(t, verify(p))
		require.NotEmpty(t, Dump(p))
	})
}

// TestHugeSources: depth and length that would exhaust a naive compiler.
func TestHugeSources(t *testing.T) {
	const n = 100_000
	accepted := []string{
		"return 1" + strings.Repeat("+a", n),
		"return a" + strings.Repeat(".b", n),
		"return a" + strings.Repeat("()", n),
		"return a" + strings.Repeat(":b()", n),
		"return a" + strings.Repeat(" and a", n),
		"return a" + strings.Repeat(" or a and b", n),
		"return a" + strings.Repeat(" == a", n),
		"return not (a" + strings.Repeat(" < a", n) + ")",
		"if a then" + strings.Repeat(" elseif a then b()", n) + " end",
		strings.Repeat("a()", n),
		strings.Repeat(";", n),
		strings.Repeat("do end ", n),
		"return {" + strings.Repeat("1,", n) + "}",
		"return {" + strings.Repeat("a=1,", n) + "}",
		strings.Repeat("do goto x ::x:: end ", n/4),
		"while a do " + strings.Repeat("break ", 30_000) + "end",
		strings.Repeat("goto x ", 30_000) + "::x::",
		strings.Repeat("--[[ ]]", n),
		"return '" + strings.Repeat(`\n`, n) + "'",
		strings.Repeat("\n", n),
	}
	for _, source := range accepted {
		p, err := Compile(source, "=x")
		require.NoError(t, err, "%.20q", source)
		require.NoError(t, verify(p), "%.20q", source)
	}
	refused := []string{
		"return " + strings.Repeat("(", n),
		"return " + strings.Repeat("{", n),
		"return " + strings.Repeat("- ", n),
		"return " + strings.Repeat("not ", n) + "a",
		"return a" + strings.Repeat("..a", n),
		"return 2" + strings.Repeat("^2", n),
		strings.Repeat("do ", n),
		strings.Repeat("while a do ", n),
		strings.Repeat("repeat ", n),
		strings.Repeat("function f() ", n),
		"return " + strings.Repeat("function() return ", n),
		"return " + strings.Repeat("a{", n),
		"return " + strings.Repeat("a(", n),
		"return " + strings.Repeat("a[", n),
		strings.Repeat("if a then ", n),
		strings.Repeat("if a then else ", n),
		"local a" + strings.Repeat(",a", n),
		"a" + strings.Repeat(",a", n) + "=1",
		"a" + strings.Repeat(".b,a", n) + "=1",
		"return a" + strings.Repeat(",a", n),
		"a(a" + strings.Repeat(",a", n) + ")",
		strings.Repeat("::a", n),
		strings.Repeat("goto x ", n),
		strings.Repeat("break ", n),
		"for a" + strings.Repeat(",a", n) + " in b do end",
		"return 1" + strings.Repeat("e+", n),
		"return '" + strings.Repeat(`\n`, n),
	}
	for _, source := range refused {
		_, err := Compile(source, "=x")
		require.Error(t, err, "%.20q", source)
	}
}

// FuzzLexer: every source is read to its end, or to an error that has a place, and
// tokens come one after another.
func FuzzLexer(f *testing.F) {
	for _, c := range programs {
		f.Add(c.source)
	}
	f.Add("'\\z\n\n\\u{10FFFF}\\xff\\255' [==[ ]=] ]==] 0x.8p-1 --[[ ]] ... :: ~= \x80")
	f.Fuzz(func(t *testing.T, source string) {
		defer func() {
			if r := recover(); r != nil {
				failure, ok := r.(*Error)
				require.True(t, ok, "%v", r)
				require.Positive(t, failure.Line)
			}
		}()
		l := newLexer(source, "fuzz")
		for last := -1; ; {
			var tok token
			l.next(&tok)
			if tok.kind == tokEOF {
				return
			}
			require.Greater(t, l.offset, last)
			require.LessOrEqual(t, l.offset, len(source))
			last = l.offset
		}
	})
}

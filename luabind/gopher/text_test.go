package gopher

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
)

func TestPortable(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		{`"\x41\x4a"`, `"\065\074"`},
		{`'\x41'`, `'\065'`},
		{`"\u{e4}"`, `"\195\164"`},
		{"\"a\\z\n \tb\" x", "\"ab\"\n x"},
		{`"\\x41" "\"\x41"`, `"\\x41" "\"\065"`},
		{`-- "\x41`, `-- "\x41`},
		{"-- \"\n\"\\x41\"", "-- \"\n\"\\065\""},
		{`--[[ "\x41" ]] "\x41"`, `--[[ "\x41" ]] "\065"`},
		{`[[\x41]] [==[ ]] \x41 ]==] "\x41"`, `[[\x41]] [==[ ]] \x41 ]==] "\065"`},
		{`"\x4" "\u{}" "\u{110000}" "\x"`, `"\x4" "\u{}" "\u{110000}" "\x"`},
		{`"unfinished \x41`, `"unfinished \065`},
		{`a[b["\x41"]]`, `a[b["\065"]]`},
		{`"\`, `"\`},
		{`--[==[ never ends "\x41"`, `--[==[ never ends "\x41"`},
	} {
		got, line := portable(row.source)
		assert.Equal(t, row.want, got)
		assert.Zero(t, line)
	}
	_, line := portable("x\n" + strings.Repeat("(", 300))
	assert.Equal(t, 2, line)
}

func TestShortSource(t *testing.T) {
	for chunk, want := range map[string]string{
		"@bios.lua": "bios.lua", "=stdin": "stdin", "return 1": `[string "return 1"]`, "a\nb": `[string "a..."]`,
		"@" + strings.Repeat("x", 80): "..." + strings.Repeat("x", 56),
	} {
		assert.Equal(t, want, shortSource(chunk))
	}
}

func TestSyntaxErrors(t *testing.T) {
	for source, want := range map[string]string{
		"x =":            "f.lua:1: syntax error near <eof>",
		"\n\nx y":        "f.lua:3: parse error near 'y'",
		"goto nowhere":   "f.lua:2: no visible label 'nowhere' for <goto> at line 1",
		"x = 'abc":       "f.lua:1: unterminated string near <eof>",
		"\x1bLua":        "attempt to load a binary chunk",
		"local x = 5 6 ": "f.lua:1: syntax error near '6'",
	} {
		_, err := compileProto(source, "f.lua")
		assert.EqualError(t, err, want)
	}
}

func TestReword(t *testing.T) {
	for message, want := range map[string]string{
		"f:1: attempt to index a non-table object(nil) with key 'x'":   "f:1: attempt to index a nil value (key 'x')",
		"f:1: cannot perform add operation between nil and number":     "f:1: attempt to perform arithmetic on a nil value",
		"f:1: cannot perform add operation between number and table":   "f:1: attempt to perform arithmetic on a table value",
		"f:1: cannot perform concat operation between string and nil":  "f:1: attempt to concatenate a nil value",
		"f:1: cannot perform concat operation between table and table": "f:1: attempt to concatenate a table value",
		" no position": "no position", "f:1: other": "f:1: other", "cannot perform magic": "cannot perform magic",
	} {
		assert.Equal(t, want, reword(message))
	}
}

func TestTraceback(t *testing.T) {
	got := run(t, `
local function inner() return debug.traceback("here") end
local function middle() local ok, text = pcall(inner) return text end
local function outer() local text = middle() return text end
say((outer():gsub("\n", "|"):gsub("\t", "")))
local function tail() return outer() end
say((tail():gsub("\n", "|"):gsub("\t", "")))
say((select(2, xpcall(function() local x = nil; x() end, debug.traceback)):gsub("\n", "|"):gsub("\t", "")))
`)
	assert.Equal(t, "here|stack traceback:|bios.lua:9: in function <bios.lua:9>|[C]: in function 'pcall'|bios.lua:10: in function 'middle'|bios.lua:11: in function 'outer'|bios.lua:12: in main chunk\n"+
		"here|stack traceback:|bios.lua:9: in function <bios.lua:9>|[C]: in function 'pcall'|bios.lua:10: in function 'middle'|bios.lua:11: in function <bios.lua:11>|bios.lua:14: in main chunk\n"+
		"bios.lua:15: attempt to call a non-function object|stack traceback:|bios.lua:15: in function <bios.lua:15>|[C]: in function 'xpcall'|bios.lua:15: in main chunk", got)
}

func FuzzFormat(f *testing.F) {
	for _, s := range []string{"%5.2f", "%-10s|", "%q", "%+d %x", "%%", "%.99f", "%"} {
		f.Add(s, 1.5, "text")
	}
	f.Fuzz(func(t *testing.T, format string, n float64, s string) {
		e := newTestEngine(luabind.Limits{Soft: 1e6, Hard: 1e6})
		defer e.Close()
		require.NoError(t, e.Load(`local f, n, s = ... return`, "@f.lua"))
		e.globals.RawSetString("f", lua.LString(format))
		e.globals.RawSetString("n", lua.LNumber(n))
		e.globals.RawSetString("s", lua.LString(s))
		require.NoError(t, e.Load(`for _, a in ipairs { n, s } do local ok, out = pcall(string.format, f, a, n, s)
			if not ok and out:find("internal error", 1, true) and not (f .. s):find("internal", 1, true) then error(out) end end`, "@f.lua"))
		_, err := e.Resume("", nil)
		require.NoError(t, err)
	})
}

func FuzzLoad(f *testing.F) {
	for _, s := range []string{`return "\x41\z  b"`, "--[==[ x ]==] x = 1", "for i = 1, 2 do goto a ::a:: end", "x = {1,2,[3]=4;a=5}", "f'a'{}(...)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) < 4096 {
			_, _ = compileProto(source, "f.lua")
		}
	})
}

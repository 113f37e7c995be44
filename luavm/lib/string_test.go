package lib_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

func TestString(t *testing.T) {
	check(t, []row{
		{`("x"):len(), #"", string.len(123)`, "1 0 3"},
		{`("hello"):byte(), ("hello"):byte(-1), ("hello"):byte(2, 4)`, "104 111 101 108 108"},
		{`("hello"):byte(10), ("hello"):byte(0)`, "nil"},
		{`select("#", ("x"):byte(2)), select("#", ("abc"):byte(-100, 100))`, "0 3"},
		{`string.char(), string.char(72, 105), #string.char(0, 255)`, " Hi 2"},
		{`return pcall(string.char, 256)`, "false t:1: bad argument #1 (invalid value)"},
		{`return pcall(string.char, 1, -1)`, "false t:1: bad argument #2 (invalid value)"},
		{`("hello"):sub(2, 3), ("hello"):sub(-3), ("hello"):sub(0), ("hello"):sub(4, 2), ("hello"):sub(-100, 100)`, "el llo hello  hello"},
		{`return pcall(string.sub, "x")`, "false t:1: bad argument (number expected, got nil)"},
		{`return pcall(string.sub)`, "false t:1: bad argument (string expected, got nil)"},
		{`return (function() return ("x"):sub({}) end)()`, "t:1: bad argument (number expected, got table)"},
		{`("aB1"):upper(), ("aB1"):lower(), ("abc"):reverse(), (""):reverse()`, "AB1 ab1 cba "},
		{`("ab"):rep(3), ("ab"):rep(2.7), ("ab"):rep(0), ("ab"):rep(-1), ("ab"):rep(3, ","), (""):rep(5)`, "ababab abab   ab,ab,ab "},
		{`return pcall(string.rep, "x", 2^31 - 1, "yy")`, "false t:1: resulting string too large"},
		{`return pcall(string.dump, function() end)`, "false t:1: unable to dump given function"},
		{`string.gfind == string.gmatch`, "true"},
		{`local s = ("x"):rep(500000) local t = {s:byte(1, -1)} return #t, t[1], t[500000]`, "500000 120 120"},
		{`return #string.char(unpack({("x"):rep(200000):byte(1, -1)}))`, "200000"},
	})
}

func TestFind(t *testing.T) {
	check(t, []row{
		{`("hello"):find("l"), ("hello"):find("xyz"), ("a.b"):find(".", 1, true)`, "3 nil 2 2"},
		{`("hello"):find("l+")`, "3 4"},
		{`("hello"):find("(l)(l)")`, "3 4 l l"},
		{`("hello"):find(""), ("hello"):find("", 10)`, "1 6 5"},
		{`("hello"):find("l", -2), ("hello"):find("^h", 2)`, "4 nil"},
		{`("hello"):match("h(.)l"), ("hello"):match("(h)(e)"), ("hello"):match("x")`, "e h nil"},
		{`("key=val"):match("(%w+)=(%w+)")`, "key val"},
		{`("hello"):match("()ll()")`, "3 5"},
		{`("  trim  "):match("^%s*(.-)%s*$") .. "|"`, "trim|"},
		{`return pcall(string.find, "a", "[a")`, "false t:1: malformed pattern (missing ']')"},
		{`return pcall(string.match, "a", "(a")`, "false t:1: unfinished capture"},
		{`return pcall(string.match, "a", "%")`, "false t:1: malformed pattern (ends with '%')"},
		{`return pcall(string.find, "a")`, "false t:1: bad argument (string expected, got nil)"},
		{`local s = "" for w in ("one two  three"):gmatch("%a+") do s = s .. w .. ";" end return s`, "one;two;three;"},
		{`local s = "" for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do s = s .. k .. v end return s`, "a1b2"},
		{`local n = 0 for w in ("abc"):gmatch("") do n = n + 1 end return n`, "3"}, // not at the end
		{`local n = 0 for w in ("abc"):gmatch("%a*") do n = n + 1 end return n`, "1"},
		{`local n = 0 for w in ("a^b"):gmatch("^b") do n = n + 1 end return n`, "1"},
		{`local it = ("a"):gmatch("a") return it(), it(), it()`, "a nil nil"},
	})
}

func TestGsub(t *testing.T) {
	check(t, []row{
		{`("hello world"):gsub("o", "0")`, "hell0 w0rld 2"},
		{`("hello world"):gsub("(%w+)", "<%1>")`, "<hello> <world> 2"},
		{`("hello world"):gsub("%w+", "%0 %0", 1)`, "hello hello world 1"},
		{`("hello"):gsub("", "-")`, "-h-e-l-l-o- 6"},
		{`("abc"):gsub("%w", "%%%0")`, "%a%b%c 3"},
		{`("abc"):gsub("()", "%1")`, "1a2b3c4 4"},
		{`("hello"):gsub("l", {l = "L"}), ("hello"):gsub("[hl]", {l = 1, h = false})`, "heLLo he11o 3"},
		{`return ("hello"):gsub("l", function(c) return c:upper() end)`, "heLLo 2"},
		{`return ("hello"):gsub("l", function() end)`, "hello 2"},
		{`return ("k=v"):gsub("(%w)=(%w)", function(a, b) return b .. "=" .. a end)`, "v=k 1"},
		{`return ("ab"):gsub(".", function(c) return coroutine.yield(c) end)`, "resumedresumed 2"},
		{`return ("abc"):gsub("%w", setmetatable({}, {__index = function(_, k) return coroutine.yield() .. k end}))`,
			"resumedaresumedbresumedc 3"},
		{`return ("a(b)c"):gsub("%b()", ""), ("x  y"):gsub("%s+", " ")`, "ac x y 1"},
		{`("abc"):gsub("^a", "x"), ("aaa"):gsub("^a", "x")`, "xbc xaa 1"},
		{`("abc"):gsub("b", "x", 0)`, "abc 0"},
		{`return (function() return ("ab"):gsub(".", function(c) return (("xy"):gsub(".", function(d) return c .. d end)) end) end)()`,
			"axaybxby 2"},
		{`return pcall(string.gsub, "x", "x")`, "false t:1: bad argument: string/function/table expected"},
		{`return pcall(string.gsub, "x", "y")`, "true x 0"},
		{`return pcall(string.gsub, "x", "x", function() return {} end)`, "false t:1: invalid replacement value (a table)"},
		{`return pcall(string.gsub, "x", "x", "%2")`, "false t:1: invalid capture index"},
		{`return pcall(string.gsub, "x", "x", function() error("cb", 0) end)`, "false cb"},
		{`("x"):gsub("x", "%a")`, "a 1"},
		{`return #(("x"):rep(100000):gsub("x", "yy"))`, "200000"},
	})
}

func TestFormat(t *testing.T) {
	check(t, []row{
		{`("%d %s %%"):format(3, "x")`, "3 x %"},
		{`("%5d|%-5d|%05d|%+d|% d"):format(42, 42, 42, 42, 42)`, "   42|42   |00042|+42| 42"},
		{`("%x %X %#x %o %u %c"):format(255, 255, 255, 8, 7, 65)`, "ff FF 0xff 10 7 A"},
		{`("%.1f %.0f %.0f %.2f %.0e %.3g %5.1f"):format(0.25, 0.5, 2.5, 2.675, 25, 100.5, -0.25)`, "0.3 1 3 2.67 3e+01 101  -0.3"}, // halves go up
		{`("%.3f %5.1f %e %g %g"):format(1/3, 2.25, 12345.678, 1e20, 0.1)`, "0.333   2.3 1.234568e+04 1e+20 0.1"},
		{`("%s %s %s"):format(nil, true, 1.5)`, "nil true 1.5"},
		{`("%10s|%-10s|%.2s"):format("abc", "abc", "abc")`, "       abc|abc       |ab"},
		{`("%d"):format("10"), ("%d"):format(3.99), ("%d"):format(-3.99)`, "10 3 -3"},
		{`("%s"):format("a\0b"), #("%s"):format(("x"):rep(100) .. "\0y")`, "a 102"},
		{`("%q"):format('a "b"\n\\\r\0c')`, "\"a \\\"b\\\"\\\n\\\\\\r\\000c\""},
		{`("%q %q %q %q %q"):format(1, 1.5, 1/0, true, nil)`, "1 0x1.8p+0 1e9999 true nil"},
		{`("%a"):format(0.5), ("%g"):format(-0.0), ("%.14g"):format(0/0)`, "0x1p-1 0 nan"},
		{`return ("%s"):format(setmetatable({}, {__tostring = function() return "obj" end}))`, "obj"},
		{`return ("<%5s|%s|%d>"):format(setmetatable({}, {__tostring = function() return coroutine.yield():sub(1, 2) end}), "k", 7)`,
			"<   re|k|7>"},
		{`return (("%s"):format(setmetatable({}, {__name = "My"})):gsub("%x+$", "ID"))`, "My: ID"},
		{`return pcall(string.format, "%s", setmetatable({}, {__tostring = function() return {} end}))`,
			"false t:1: '__tostring' must return a string"},
		{`return ("%s"):format(setmetatable({}, {__tostring = function() return 12 end}))`, "12"},
		{`return pcall(string.format, "%d", "x")`, "false t:1: bad argument (number expected, got string)"},
		{`return pcall(string.format, "%d")`, "false t:1: bad argument (number expected, got nil)"},
		{`return pcall(string.format, "%d", 0/0)`, "false t:1: bad argument #1 (not a number in proper range)"},
		{`return pcall(string.format, "%s %d", 1, 1e30)`, "false t:1: bad argument #2 (not a number in proper range)"},
		{`return pcall(string.format, "%y", 1)`, "false t:1: invalid conversion '%y' to 'format'"},
		{`return pcall(string.format, "%")`, "false t:1: invalid conversion '%' to 'format'"},
		{`return pcall(string.format, "%q", {})`, "false t:1: bad argument #1 (value has no literal form)"},
		{`return pcall(string.format, "%100d", 1)`, "false t:1: invalid format (width or precision too long)"},
		{`return (function() return ("%d"):format({}) end)()`, "t:1: bad argument (number expected, got table)"},
	})
}

func TestPack(t *testing.T) {
	check(t, []row{
		{`return (string.pack("<i4", 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end))`, "01000000"},
		{`return (string.pack(">I2 i8", 258, -2):gsub(".", function(c) return ("%02x"):format(c:byte()) end))`, "0102fffffffffffffffe"},
		{`return (string.pack("<i16", -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end))`, "ffffffffffffffffffffffffffffffff"},
		{`string.unpack("<i4", string.pack("<i4", -5))`, "-5 5"},
		{`string.unpack("z s1 c3 B", string.pack("z s1 c3 B", "hi", "you", "ab", 200))`, "hi you ab\x00 200 12"},
		{`string.unpack("<d f", string.pack("<d f", 1.5, 0.25))`, "1.5 0.25 13"},
		{`string.unpack(">I3 <I3", "\1\2\3\1\2\3")`, "66051 197121 7"},
		{`string.unpack("B", "abc", 2), string.unpack("B", "abc", -1)`, "98 99 4"},
		{`#string.pack("!4 b i4", 1, 2), #string.pack("b Xi4 b", 1, 2), #string.pack("!b Xd d", 1, 2)`, "8 2 16"},
		{`string.packsize("i4 i8 !8 d"), string.packsize("<b h"), string.packsize("T")`, "24 3 4"},
		{`string.unpack("z", "abc")`, "abc 5"},
		{`return pcall(string.unpack, "zz", "abc")`, "false t:1: bad argument #2 (data string too short)"},
		{`return pcall(string.pack, "i17", 1)`, "false t:1: integral size (17) out of limits [1,16]"},
		{`return pcall(string.pack, "i0", 1)`, "false t:1: integral size (0) out of limits [1,16]"},
		{`return pcall(string.pack, "b", 128)`, "false t:1: bad argument #2 (integer overflow)"},
		{`return pcall(string.pack, "B", -1)`, "false t:1: bad argument #2 (integer overflow)"},
		{`return pcall(string.pack, "y", 1)`, "false t:1: invalid format option 'y'"},
		{`return pcall(string.pack, "c", "x")`, "false t:1: missing size for format option 'c'"},
		{`return pcall(string.pack, "c1", "xx")`, "false t:1: bad argument #2 (string longer than given size)"},
		{`return pcall(string.pack, "z", "a\0b")`, "false t:1: bad argument #2 (string contains zeros)"},
		{`return pcall(string.pack, "X")`, "false t:1: invalid next option for option 'X'"},
		{`return pcall(string.pack, "!3 i3", 1)`, "false t:1: bad argument #1 to 'pack' (format asks for alignment not power of 2)"},
		{`return pcall(string.packsize, "s")`, "false t:1: bad argument #1 (variable-length format)"},
		{`return pcall(string.packsize, "c200000000c200000000c200000000c200000000c200000000c200000000c200000000c200000000c200000000c200000000c200000000")`, "false t:1: bad argument #1 (format result too large)"},
		{`return pcall(string.unpack, "i4", "abc")`, "false t:1: bad argument #2 (data string too short)"},
		{`return pcall(string.unpack, "s1", "\9abc")`, "false t:1: bad argument #2 (data string too short)"},
		{`return pcall(string.unpack, "b", "abc", 5)`, "false t:1: bad argument #3 (initial position out of string)"},
		{`return pcall(string.unpack, "<i9", "\0\0\0\0\0\0\0\0\1")`, "false t:1: 9-byte integer does not fit into Lua Integer"},
	})
}

func TestUTF8(t *testing.T) {
	check(t, []row{
		{`utf8.char(72, 228, 8364, 128512), utf8.char()`, "Hä€😀 "},
		{`utf8.len("Hä€😀"), utf8.len(""), utf8.len("\xff"), utf8.len("a\x80")`, "4 0 nil nil 2"},
		{`utf8.codepoint("ä"), utf8.codepoint("aä€", 1, -1)`, "228 97 228 8364"},
		{`utf8.offset("aä€", 3), utf8.offset("aä€", -1), utf8.offset("aä€", 9), utf8.offset("aä€", 0, 3)`, "4 4 nil 2"},
		{`local s = "" for p, c in utf8.codes("aä€") do s = s .. p .. ":" .. c .. " " end return s`, "1:97 2:228 4:8364 "},
		{`local n = 0 for c in ("aä€"):gmatch(utf8.charpattern) do n = n + 1 end return n`, "3"},
		{`return pcall(utf8.char, -1)`, "false t:1: bad argument #1 (value out of range)"},
		{`return pcall(utf8.codepoint, "\xff")`, "false t:1: invalid UTF-8 code"},
		{`return pcall(utf8.codepoint, "abc", 4)`, "false t:1: bad argument #3 (out of bounds)"},
		{`return pcall(utf8.codepoint, "abc", 0)`, "false t:1: bad argument #2 (out of bounds)"},
		{`return pcall(utf8.len, "abc", 5)`, "false t:1: bad argument #2 (initial position out of string)"},
		{`return pcall(utf8.len, "abc", 1, 4)`, "false t:1: bad argument #3 (final position out of string)"},
		{`return pcall(utf8.offset, "abc", 1, 5)`, "false t:1: bad argument #3 (position out of bounds)"},
		{`return pcall(utf8.offset, "ä", 1, 2)`, "false t:1: initial position is a continuation byte"},
		{`return pcall(function() for _ in utf8.codes("a\xff") do end end)`, "false t:1: invalid UTF-8 code"},
		{`utf8.len("\xc0\x80"), utf8.len("\u{10FFFF}"), utf8.len("\xf4\x90\x80\x80"), utf8.len("\xed\xa0\x80")`, "nil 1 nil 1"},
	})
}

// TestBudget shows that no call of the library outruns the limits.
func TestBudget(t *testing.T) {
	for _, source := range []string{
		`("a"):rep(100):find(("a*"):rep(30) .. "b")`,
		`("a"):rep(2^20):find(".-b")`,
		`while true do string.rep("x", 1e6) end`,
		`("x"):rep(1e5):gsub("", function() while true do end end)`,
		`table.sort({3, 1, 2}, function() while true do end end)`,
		`while true do table.concat({("x"):rep(1e5), ("y"):rep(1e5)}) end`,
		`table.remove({}, -2^31)`,
		`table.move({}, 1, 2^31 - 2, 1, {})`,
	} {
		s := newState(luavm.Config{SoftSteps: 1_000_000, HardSteps: 1_000_000, MemoryLimit: 64 << 20})
		assert.Contains(t, eval(t, s, source), "oo long without yielding", "%s", source)
	}
}

func TestMemory(t *testing.T) {
	for _, source := range []string{
		`return pcall(string.rep, "x", 2^30)`,
		`local t = {} return pcall(function() for i = 1, 1e6 do t[i] = ("x"):rep(1e5) .. i end end)`,
		`return pcall(function() return (("x"):rep(1e6):gsub("x", ("y"):rep(1e3))) end)`,
		`return pcall(string.format, ("%s"):rep(1000), unpack((function() local t, s = {}, ("x"):rep(1e6) for i = 1, 1000 do t[i] = s end return t end)()))`,
		`return pcall(string.pack, "c2000000000", "x")`,
	} {
		s := newState(luavm.Config{MemoryLimit: 32 << 20})
		assert.Contains(t, eval(t, s, source), "not enough memory", "%s", source)
	}
}

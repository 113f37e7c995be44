package luavm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

// open returns a state with the library, and what its function print printed:
// values separated by blanks, lines by "; ".
func open(cfg luavm.Config) (*luavm.State, *strings.Builder) {
	s := luavm.New(cfg)
	lib.Open(s)
	var out strings.Builder
	s.Globals().SetStr(s, "print", s.NewBuiltin("print", func(c *luavm.Call) error {
		if out.Len() > 0 {
			out.WriteString("; ")
		}
		for i := 1; i <= c.NArgs(); i++ {
			if i > 1 {
				out.WriteByte(' ')
			}
			out.WriteString(s.ToStringRaw(c.Arg(i)))
		}
		return c.Return()
	}).Value())
	return s, &out
}

// eval runs source as the file t.lua and returns what it printed, with the
// error that ended it at the end.
func eval(t *testing.T, cfg luavm.Config, source string) string {
	t.Helper()
	s, out := open(cfg)
	p, err := s.Compile(source, "@t.lua")
	require.NoError(t, err)
	if _, err := s.Call(s.Load(p, nil)); err != nil {
		out.WriteString("ERROR " + err.Error())
	}
	return out.String()
}

type row struct{ source, want string }

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		assert.Equal(t, r.want, eval(t, luavm.Config{}, r.source), "%s", r.source)
	}
}

func TestArithmetic(t *testing.T) {
	check(t, []row{
		{`print(1 + 2, 7 - 10, 3 * 4, 10 / 4, 2 ^ 10, -(3))`, "3 -3 12 2.5 1024 -3"},
		{`print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.5 % 2, -5.5 % 2)`, "1 2 -2 -1 1.5 0.5"},
		{`print(5 % math.huge, -5 % math.huge, 5 % -math.huge)`, "5 inf -inf"},
		{`print(2^61 * 3 % 1000, (2^60 + 2^20) % 7, 1e308 % 3)`, "856 5 2"},
		{`print(1 / 0, -1 / 0, 0 / 0, 1 % 0, 1 / -0, 1 / (0 * -1))`, "inf -inf nan nan inf inf"},
		{`local n = nil print(pcall(function() return n + 1 end))`, "false t.lua:1: attempt to perform arithmetic on upvalue 'n' (a nil value)"},
		{`print("10" + 5, "0x10" * 2, " 3 " - 1, "1e1" / 2, -"4", "2" ^ "3")`, "15 32 2 5 -4 8"},
		{`print(10 .. "", 1.5 .. "|" .. -0.25 .. true and "" or "")`, "ERROR t.lua:1: attempt to concatenate a boolean value"},
		{`local nan = 0 / 0 print(nan == nan, nan ~= nan, nan < nan, nan <= nan, nan > 1, 1 < nan)`, "false true false false false false"},
		{`print(2^53, 1e15, 1e16, 2^63, 2^64, 0.1 + 0.2, 1e100, -1e-7, 123456.789)`, "9007199254740992 1000000000000000 10000000000000000 9223372036854775807 1.844674407371e+19 0.3 1e+100 -1e-07 123456.789"},
	})
}

func TestComparison(t *testing.T) {
	check(t, []row{
		{`print(1 < 2, 2 <= 1, "a" < "b", "a" <= "a", "Z" < "a", "" < "a", "a" < "ab")`, "true false true true true true true"},
		{`print(1 == 1.0, "1" == 1, nil == false, "a".."b" == "ab", {} == {})`, "true false false true false"},
		{`local m = {__lt = function(a, b) return a[1] < b[1] end} local function o(x) return setmetatable({x}, m) end
		  print(o(1) < o(2), o(2) < o(1), o(1) <= o(1), o(2) <= o(1), o(2) > o(1), o(1) >= o(2))`, "true false true false true false"},
		{`local m = {__le = function() return 1 end} local function o() return setmetatable({}, m) end print(o() <= o(), not (o() >= o()))`, "true false"},
		{`local function o() return setmetatable({}, {__lt = function() return true end}) end print(pcall(function() return o() < o() end))`,
			"false t.lua:1: attempt to compare two table values"},
		{`local m = {__eq = function(a, b) return a[1] == b[1] end} local function o(x) return setmetatable({x}, m) end
		  print(o(1) == o(1), o(1) ~= o(1), o(1) == o(2), o(1) == 1)`, "true false false false"},
		{`local a, b = setmetatable({}, {__eq = function() return true end}), setmetatable({}, {__eq = function() return true end}) print(a == b)`, "false"},
	})
}

func TestControlFlow(t *testing.T) {
	check(t, []row{
		{`for i = 1, 3 do print(i) end for i = 3, 1, -1 do print(i) end for i = 1, 0 do print("no") end`, "1; 2; 3; 3; 2; 1"},
		{`for i = "1", "2" do print(i) end for i = 1, 2, 0.5 do print(i) end`, "1; 2; 1; 1.5; 2"},
		{`for i = 1, 3 do local i = i * 10 print(i) end`, "10; 20; 30"},
		{`local f = {} for i = 1, 3 do f[i] = function() i = i + 1 return i end end print(f[1](), f[1](), f[2]())`, "2 3 3"},
		{`local i = 0 repeat local j = i i = i + 1 until j == 2 print(i)`, "3"},
		{`local i = 1 ::top:: if i <= 3 then print(i) i = i + 1 goto top end`, "1; 2; 3"},
		{`for k, v in next, {10, 20, x = 30} do print(k, v) end`, "1 10; 2 20; x 30"},
		{`for a, b, c in function(s, c) if c < 3 then return c + 1, c end end, nil, 0 do print(a, b, c) end`, "1 0 nil; 2 1 nil; 3 2 nil"},
		{`local w = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end end) for x in w do print(x) end`, "1; 2"},
		{`local t = {} for i = 1, 100 do t[i], t["k" .. i] = i, i end local n = 0 for k in pairs(t) do n = n + 1 t[k] = nil end print(n, next(t))`, "200 nil"},
		{`local x = 5 local a, b = x, function() return x end x = 6 print(a, b())`, "5 6"},
	})
}

func TestCalls(t *testing.T) {
	check(t, []row{
		{`local function f(...) return select("#", ...), ... end print(f()) print(f(nil, nil)) print((f(1, 2)))`, "0; 2 nil nil; 2"},
		{`local function f(a, b, ...) return a, b, ... end print(f(1)) print(f(1, 2, 3, 4)) local t = {f(1, 2, 3), f(4)} print(#t)`, "1 nil; 1 2 3 4; 2"},
		{`local function f(...) local a, b = ... local t = {..., "x"} return a, b, #t end print(f(1, 2, 3))`, "1 2 2"},
		{`local function loop(n, ...) if n == 0 then return ... end return loop(n - 1, ...) end print(loop(100000, 1, 2))`, "1 2"},
		{`local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end print(deep(32000))`, "32000"},
		{`local t = setmetatable({}, {__call = function(self, ...) return "called", ... end}) print(t(1, 2)) print(pcall(t, 3))`, "called 1 2; true called 3"},
		{`local c = setmetatable({}, {__call = setmetatable({}, {__call = function(a, b, x) return x end})}) print(c(7))`, "7"},
		{`print(select("#", table.unpack({}, 1, 500000))) local function n(...) return select("#", ...) end print(n(table.unpack({}, 1, 500000)))`, "500000; 500000"},
		{`local o = {n = 1} function o:add(x) self.n = self.n + x return self end print(o:add(2):add(3).n, ("x"):rep(3))`, "6 xxx"},
	})
}

func TestIndexing(t *testing.T) {
	check(t, []row{
		{`local t = setmetatable({}, {__index = {x = 1}}) print(t.x, t.y, rawget(t, "x"))`, "1 nil nil"},
		{`local a = {} for i = 1, 50 do a = setmetatable({}, {__index = i == 1 and {x = "deep"} or a}) end print(a.x)`, "deep"},
		{`local t = setmetatable({}, {__index = function(t, k) return k .. "!" end}) print(t.a, t[1], t["b c"])`, "a! 1! b c!"},
		{`local log = {} local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end}) t.a = 1 t.a = 5 t[1] = 2 print(t.a, t[1])`, "5 4"},
		{`local s = {} local t = setmetatable({}, {__newindex = s}) t.x = 1 print(rawget(t, "x"), s.x)`, "nil 1"},
		{`local m = {} local t = setmetatable({}, m) print(t.x) m.__index = function() return "late" end print(t.x) m.__index = nil print(t.x)`, "nil; late; nil"},
		{`local t = {} t = setmetatable(t, {__index = t}) print(pcall(function() return t.x end))`, "false t.lua:1: loop in gettable"},
		{`local t = setmetatable({1, 2}, {__len = function() return 42 end}) print(#t, rawlen(t))`, "42 2"},
		{`local t = setmetatable({}, {__len = function(...) return 40 + select("#", ...) end, __unm = function(...) return 50 + select("#", ...) end}) print(#t, -t)`, "41 51"}, // elsewhere two arguments
		{`print(#"abc", ("x").len == string.len, ("abc"):upper())`, "3 true ABC"},
		{`local t = {[1.5] = "a", [-1] = "b", [2^40] = "c", [true] = "d"} print(t[1.5], t[-1], t[2^40], t[true], t[0])`, "a b c d nil"},
		{`local t = {} t[-0] = 1 print(t[0], next(t))`, "1 0 1"},
		{`local t = {} t["a" .. "b"] = 1 print(t.ab) t.ab = 2 print(t["ab"], rawequal("a" .. "b", "ab"))`, "1; 2 true"},
	})
}

func TestMetamethodsOfOperators(t *testing.T) {
	check(t, []row{
		{`local m = {} for _, n in ipairs{"add", "sub", "mul", "div", "mod", "pow", "unm", "concat"} do m["__" .. n] = function(a, b) return n end end
		  local o = setmetatable({}, m) print(o + 1, 1 - o, o * o, o / 2, o % 2, o ^ 2, -o, o .. "x", 1 .. o)`, "add sub mul div mod pow unm concat concat"},
		{`local o = setmetatable({}, {__concat = function(a, b) return (type(a) == "table" and "o" or a) .. "+" .. (type(b) == "table" and "o" or b) end})
		  print("a" .. "b" .. o .. "c" .. 1)`, "abo+c1"},
		{`local o = setmetatable({}, {__tostring = function() return "me" end, __name = "Thing"}) print(tostring(o), pcall(function() return o + 1 end))`,
			"me false t.lua:1: attempt to perform arithmetic on upvalue 'o' (a Thing value)"},
	})
}

// TestYieldAcross yields from everything that calls back.
func TestYieldAcross(t *testing.T) {
	const run = `local function run(f) local co, r = coroutine.create(f) r = {coroutine.resume(co)}
	while coroutine.status(co) ~= "dead" do print("y", r[2]) r = {coroutine.resume(co, r[2])} end print(table.unpack(r)) end
	local Y = coroutine.yield `
	check(t, []row{
		{run + `run(function() return pcall(function() return Y(1) end) end)`, "y 1; true true 1"},
		{run + `run(function() return pcall(function() Y(1) error("E", 0) end) end)`, "y 1; true false E"},
		{run + `run(function() return xpcall(function() error("E", 0) end, function(m) return m .. Y("h") end) end)`, "y h; true false Eh"},
		{run + `local o = setmetatable({}, {__index = function(_, k) return Y(k) end, __newindex = function(_, k) Y(k) end}) run(function() o.b = 1 return o.a end)`, "y b; y a; true a"},
		{run + `local m = {__add = function() return Y("add") end, __lt = function() return Y("lt") end, __eq = function() return Y("eq") end, __concat = function() return Y("cat") end,
			__len = function() return Y("len") end, __unm = function() return Y("unm") end, __call = function() return Y("call") end}
			local a, b = setmetatable({}, m), setmetatable({}, m)
			run(function() return a + 1, a < b, a <= b, a == b, "x" .. a .. "y", #a, -a, a() end)`,
			"y add; y lt; y lt; y eq; y cat; y len; y unm; y call; true add true false true xcat len unm call"},
		{run + `run(function() for x in function(_, c) return Y("it") and not c and 1 or nil end do Y(x) end end)`, "y it; y 1; y it; true"},
		{run + `run(function() local t = {3, 1, 2} table.sort(t, function(a, b) Y("s") return a < b end) return t[1], t[2], t[3] end)`, "y s; y s; y s; true 1 2 3"},
		{run + `run(function() return (("ab"):gsub(".", function(c) return Y(c) .. "!" end)) end)`, "y a; y b; true a!b!"},
		{run + `run(function() return tostring(setmetatable({}, {__tostring = function() return Y("ts") end})) end)`, "y ts; true ts"},
		{run + `run(function() local w = coroutine.wrap(function() Y("in") end) w() return Y("out") end)`, "y out; true out"},
	})
}

func TestCoroutines(t *testing.T) {
	check(t, []row{
		{`local co = coroutine.create(function(...) local x = coroutine.yield(...) return x, "end" end)
		  print(coroutine.resume(co, 1, 2)) print(coroutine.status(co)) print(coroutine.resume(co, 3)) print(coroutine.status(co)) print(coroutine.resume(co))`,
			"true 1 2; suspended; true 3 end; dead; false cannot resume dead coroutine"},
		{`local co co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co))`, "true false cannot resume running coroutine"},
		{`local a, b a = coroutine.create(function() return coroutine.resume(b) end) b = coroutine.create(function() return coroutine.status(a), coroutine.resume(a) end) print(coroutine.resume(a))`,
			"true true normal false cannot resume normal coroutine"},
		{`print(pcall(coroutine.wrap(function() error("w") end)))`, "false t.lua:1: w"},
		{`local e = {} local ok, got = coroutine.resume(coroutine.create(function() error(e) end)) print(ok, got == e)`, "false true"},
		{`local w = coroutine.wrap(function() end) w() print(pcall(w))`, "false t.lua:1: cannot resume dead coroutine"},
		{`local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(nest)(n - 1) end print(nest(5000))`, "bottom"},
		{`local co = coroutine.create(function() local x = 1 error("oops") end) coroutine.resume(co) print(debug.traceback(co))`,
			"stack traceback:\n\t[C]: in function 'error'\n\tt.lua:1: in function <t.lua:1>"},
	})
}

func TestProtectedCalls(t *testing.T) {
	check(t, []row{
		{`print(pcall(error, "x", 0)) print(pcall(error)) print(pcall(error, nil)) print(select("#", pcall(function() return nil, nil end)))`, "false x; false nil; false nil; 3"},
		{`print(pcall(pcall, error, "x"))`, "true false x"},
		{`print(xpcall(function(...) return ... end, print, 1, 2))`, "true 1 2"},
		{`print(xpcall(function() error("a", 0) end, function(m) error("b", 0) end))`, "false error in error handling"},
		{`print(xpcall(function() error("a", 0) end, function(m) return pcall(error, m .. "b", 0) end))`, "false false"},
		{`print(xpcall(function() local x = nil + 1 end, function(m) return "h: " .. m end))`, "false h: t.lua:1: attempt to perform arithmetic on a nil value"},
		{`local function f() error("deep") end print(xpcall(function() f() end, debug.traceback))`,
			"false t.lua:1: deep\nstack traceback:\n\t[C]: in function 'error'\n\tt.lua:1: in upvalue 'f'\n\tt.lua:1: in function <t.lua:1>\n\t[C]: in function 'xpcall'\n\tt.lua:1: in main chunk"},
		{`local ok, e = pcall(function() local function f() return 1 + f() end return f() end) print(ok, e)`, "false t.lua:1: stack overflow"},
		{`local n = 0 local function f() n = n + 1 local a, b = pcall(f) return a, b end f() print(n)`, "100"},
		{`local n = 0 local t t = setmetatable({}, {__index = function(_, k) n = n + 1 return t[k + 1] end}) print(pcall(function() return t[1] end)) print(n > 190, n < 200)`,
			"false t.lua:1: stack overflow; true true"},
		{`print(pcall(string.rep)) print(pcall(string.rep, "x", {}))`, "false t.lua:1: bad argument (string expected, got nil); false t.lua:1: bad argument (number expected, got table)"},
	})
}

// TestDepth: what the game allows, to the call. Message handlers get ten calls more
// of the machine's own, and none of the host's.
func TestDepth(t *testing.T) {
	const overflow = "false t.lua:1: stack overflow "
	check(t, []row{
		{`local n = 0 local function f() n = n + 1 f() end local _, e = coroutine.resume(coroutine.create(f)) print(_, e, n)`, overflow + "32768"},
		{`local n = 0 local function f() n = n + 1 local _, e = pcall(f) error(e, 0) end local _, e = coroutine.resume(coroutine.create(f)) print(_, e, n)`, overflow + "100"},
		{`local n = 0 local o = setmetatable({}, {__call = function(o) n = n + 1 return (o()) end}) local _, e = coroutine.resume(coroutine.create(function() return (o()) end)) print(_, e, n)`, overflow + "198"},
		{`local n = 0 local function f() n = n + 1 f() end local r = {} for i = 1, 2 do coroutine.wrap(function() xpcall(f, function() n = 0 pcall(f) end) end)() r[i] = n end print(r[1], r[2])`, "8 8"},
		{`local function f() f() end coroutine.wrap(function() for i = 1, 2 do print(xpcall(f, function(e) return e:match("stack.*") .. "!" .. #string.rep("x", 3) end)) end end)()`, "false stack overflow!3; false stack overflow!3"},
		{`local function f() return select(2, xpcall(f, function(e) return e end)) end print(f())`, "error in error handling"},
	})
}

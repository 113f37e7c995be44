package lib_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

func TestBase(t *testing.T) {
	check(t, []row{
		{`_VERSION, _G == _G._G, type(_G)`, "Lua 5.2 true table"},
		{`collectgarbage, newproxy, require, print, io, os, package, gcinfo`, "nil nil nil nil nil nil nil nil"},
		{`type(nil), type(1), type("x"), type({}), type(type), type(function() end), type(coroutine.running())`,
			"nil number string table function function thread"},
		{`return pcall(load, nil, {}, 1, {})`, "false t:1: bad argument (string expected, got table)"},
		{`return pcall(type)`, "false t:1: bad argument #1 (value expected)"},
		{`return (function() type() end)()`, "t:1: bad argument #1 (value expected)"},
		// assert and error
		{`assert(1, 2, 3)`, "1 2 3"},
		{`return pcall(assert, false)`, "false t:1: assertion failed!"},
		{`return pcall(function() assert(false) end)`, "false t:1: assertion failed!"},
		{`return pcall(function() assert(nil, "msg") end)`, "false t:1: msg"},
		{`return pcall(function() assert(nil, 42) end)`, "false 42"},
		{`return pcall(function() assert() end)`, "false t:1: bad argument #1 (value expected)"},
		{`return pcall(error)`, "false nil"},
		{`return pcall(error, "x")`, "false x"},
		{`return pcall(error, "x", 0)`, "false x"},
		{`return pcall(function() error("x") end)`, "false t:1: x"},
		{`return pcall(function() error("x", 0) end)`, "false x"},
		{`return pcall(function() error(12) end)`, "false 12"},
		{"local function f() error('x', 2) end\nreturn pcall(function()\n f() end)", "false t:3: x"},
		{`return select(2, pcall(error, {1}))[1]`, "1"},
		// pcall and xpcall
		{`return pcall(function(...) return ... end, 1, nil, 3)`, "true 1 nil 3"},
		{`return pcall(pcall)`, "false t:1: bad argument #1 (value expected)"},
		{`return pcall(nil)`, "false t:1: attempt to call a nil value"},
		{`return xpcall(function(...) error({...}) end, function(e) return #e end, 1, 2)`, "false 2"},
		{`return xpcall(function(...) return ... end, error, 1, 2)`, "true 1 2"},
		{`return pcall(xpcall, error)`, "false t:1: bad argument #2 (value expected)"},
		{`return xpcall(error, function() error("again") end, "x")`, "false error in error handling"},
		{`return xpcall(function() local x = nil + 1 end, function(m) return m .. "!" end)`,
			"false t:1: attempt to perform arithmetic on a nil value!"},
		{`return pcall(coroutine.yield, 1)`, "true resumed"},
		{`return xpcall(function() return coroutine.yield() end, error)`, "true resumed"},
		{`return xpcall(error, function(m) return coroutine.yield(m) end, "x")`, "false resumed"},
		// metatables
		{`return getmetatable("").__index == string`, "true"},
		{`return getmetatable({}), getmetatable(1), getmetatable(nil)`, "nil nil nil"},
		{`return getmetatable(setmetatable({}, {__metatable = "locked"}))`, "locked"},
		{`return pcall(setmetatable, setmetatable({}, {__metatable = 1}), {})`, "false t:1: cannot change a protected metatable"},
		{`return pcall(setmetatable, {}, 1)`, "false t:1: bad argument (nil or table expected, got number)"},
		{`return pcall(setmetatable, {})`, "false t:1: bad argument #2 (value expected)"},
		{`return pcall(setmetatable, 1, {})`, "false t:1: bad argument (table expected, got number)"},
		{`return getmetatable(setmetatable({}, nil))`, "nil"},
		// raw access
		{`return rawequal("a", "a"), rawequal({}, {}), rawlen({1, 2}), rawlen("abc")`, "true false 2 3"},
		{`return pcall(rawlen, 5)`, "false t:1: bad argument #1 (table or string expected)"},
		{`return pcall(rawequal, 1)`, "false t:1: bad argument #2 (value expected)"},
		{`return rawget(setmetatable({}, {__index = {x = 1}}), "x")`, "nil"},
		{`return rawset({}, "k", 7).k`, "7"},
		{`return pcall(rawset, {}, nil, 7)`, "false t:1: table index is nil"},
		{`return pcall(rawset, {}, 0/0, 7)`, "false t:1: table index is NaN"},
		{`return pcall(rawget, 1, 2)`, "false t:1: bad argument (table expected, got number)"},
		// next, pairs, ipairs
		{`return next({})`, "nil"},
		{`return next({10})`, "1 10"},
		{`return pcall(next, {}, "x")`, "false t:1: invalid key to 'next'"},
		{`return pcall(next)`, "false t:1: bad argument (table expected, got nil)"},
		{`local n = 0 for k, v in pairs({1, 2, x = 3}) do n = n + v end return n`, "6"},
		{`local s = "" for k in pairs({a=1,b=2,c=3,d=4,e=5}) do s = s .. k end return s`, "acbed"},
		{`return pairs(setmetatable({}, {__pairs = function(t) return 1, 2, 3, 4 end}))`, "1 2 3 4"},
		{`return pairs(setmetatable({}, {__pairs = function(t) return coroutine.yield(), 2 end}))`, "resumed 2"},
		{`return pcall(pairs)`, "false t:1: bad argument #1 (value expected)"},
		{`return pcall(function() for k in pairs(nil) do end end)`, "false t:1: bad argument (table expected, got nil)"},
		{`local s = "" for i, v in ipairs({1, 2, nil, 4}) do s = s .. i .. v end return s`, "1122"},
		{`local s = "" for i, v in ipairs(setmetatable({}, {__index = function(_, i) if i < 4 then return i * 10 end end})) do
			s = s .. v end return s`, "102030"},
		{`local n = 0 for i, v in ipairs(setmetatable({}, {__index = function(_, i) if i < 3 then return coroutine.yield() end end})) do
			n = n + #v end return n`, "14"},
		{`return pcall(ipairs)`, "false t:1: bad argument #1 (value expected)"},
		// select
		{`return select("#"), select("#", nil, nil), select(2, "a", "b", "c")`, "0 2 b c"},
		{`return select(-1, "a", "b"), (select(-2, "a", "b"))`, "b a"},
		{`return select(5, 1, 2)`, ""},
		{`return pcall(select, 0)`, "false t:1: bad argument #1 (index out of range)"},
		{`return pcall(select, -3, 1, 2)`, "false t:1: bad argument #1 (index out of range)"},
		{`return pcall(select)`, "false t:1: bad argument (number expected, got nil)"},
		{`return pcall(select, "x")`, "false t:1: bad argument (number expected, got string)"},
	})
}

func TestTostring(t *testing.T) {
	check(t, []row{
		{`tostring(nil), tostring(true), tostring("x"), tostring(1), tostring(1.5)`, "nil true x 1 1.5"},
		{`tostring(1e15), tostring(2^53), tostring(2^63), tostring(2^64)`,
			"1000000000000000 9007199254740992 9223372036854775807 1.844674407371e+19"},
		{`tostring(0/0), tostring(-(0/0)), tostring(1/0), tostring(-1/0), tostring(-0), tostring(0.1 + 0.2)`,
			"nan nan inf -inf 0 0.3"},
		{`(tostring({}):gsub("%x+$", "ID")), (tostring(print or type):gsub("%x+$", "ID"))`, "table: ID function: ID"},
		{`(tostring(setmetatable({}, {__name = "Point"})):gsub("%x+$", "ID"))`, "Point: ID"},
		{`return tostring(setmetatable({}, {__tostring = function() return "me" end}))`, "me"},
		{`return type(tostring(setmetatable({}, {__tostring = function() return {} end})))`, "table"},
		{`return tostring(setmetatable({}, {__tostring = function() return coroutine.yield() end}))`, "resumed"},
		{`return pcall(tostring)`, "false t:1: bad argument #1 (value expected)"},
		{`local t = {} return tostring(t) == tostring(t), tostring(t) == tostring({})`, "true false"},
	})
}

func TestTonumber(t *testing.T) {
	check(t, []row{
		{`tonumber("10"), tonumber(" 0x1F "), tonumber("1e2"), tonumber("0x.8p1"), tonumber(5)`, "10 31 100 1 5"},
		{`tonumber(""), tonumber("nan"), tonumber("inf"), tonumber("1 2"), tonumber({}), tonumber(nil)`, "nil nil nil nil nil nil"},
		{`tonumber("ff", 16), tonumber("FF", 16), tonumber("0xff", 16), tonumber("777", 8), tonumber("zz", 36)`, "255 255 255 511 1295"},
		{`tonumber("-101", 2), tonumber(" 11 ", 2), tonumber("12", 2), tonumber("", 2), tonumber("-", 2)`, "-5 3 nil nil nil"},
		{`tonumber(10, 2), tonumber("1.8", 16), tonumber("8.5", 8)`, "2 1.5 nil"},
		{`return pcall(tonumber, "1", 1)`, "false t:1: bad argument #2 (base out of range)"},
		{`return pcall(tonumber, "1", 37)`, "false t:1: bad argument #2 (base out of range)"},
		{`return pcall(tonumber)`, "false t:1: bad argument #1 (value expected)"},
		{`return pcall(tonumber, {}, 16)`, "false t:1: bad argument (string expected, got table)"},
	})
}

func TestLoad(t *testing.T) {
	check(t, []row{
		{`return load("return 1 + 1")()`, "2"},
		{`return load("x =")`, `nil [string "x ="]:1: unexpected symbol near <eof>`},
		{`return load("x =", "@file")`, `nil file:1: unexpected symbol near <eof>`},
		{`return load("x =", "=name")`, `nil name:1: unexpected symbol near <eof>`},
		{`return loadstring("return ...")(7)`, "7"},
		{`return load("return x", "c", "t", {x = 5})()`, "5"},
		{`x = 3 return load("return x")()`, "3"},
		{`return load("\27Lua")`, "nil attempt to load a binary chunk"},
		{`return load("\27Lua", "x", "t")`, "nil attempt to load a binary chunk (mode is t)"},
		{`return load("return 1", "x", "b")`, "nil attempt to load a text chunk (mode is b)"},
		{`local p, i = {"return ", "1", "0"}, 0 return load(function() i = i + 1 return p[i] end)()`, "10"},
		{`local p, i = {"return ", "", "x"}, 0 return load(function() i = i + 1 return p[i] end)()`, ""},
		{`local done return load(function() if not done then done = true return "return '" .. coroutine.yield() .. "'" end end)()`, "resumed"},
		{`return load(function() error("bad", 0) end)`, "nil bad"},
		{`return load(function() return {} end)`, "nil reader function must return a string"},
		{`local n = 0 return load(function() n = n + 1 if n == 1 then return "x =" end end)`, `nil [string "function"]:1: unexpected symbol near <eof>`},
		{`return pcall(load)`, "false t:1: bad argument (function expected, got nil)"},
		{`return pcall(load, "x", "x", "t", 5)`, "false t:1: bad argument (table expected, got number)"},
		{`return pcall(load("error('x')", "=c"))`, "false c:1: x"},
		{`return #load("#!shebang\nreturn 'ok'")()`, "2"},
	})
}

func TestEnvironments(t *testing.T) {
	check(t, []row{
		{`return getfenv() == _G, getfenv(1) == _G, getfenv(0) == _G, getfenv(type) == _G`, "true true true true"},
		{`local f = function() return x end setfenv(f, {x = 9}) return f(), x, getfenv(f).x`, "9 nil 9"},
		{`local f = function() return x end return setfenv(f, {}) == f`, "true"},
		{`local function f() setfenv(1, {y = 4}) return y end return f(), y`, "4 nil"},
		{`local function g() return x end local function f() return x end setfenv(f, {x = 1}) return f(), g()`, "1 nil"},
		{`return pcall(setfenv, type, {})`, "false t:1: 'setfenv' cannot change environment of given object"},
		{`return pcall(setfenv, 0, {})`, "false t:1: 'setfenv' cannot change environment of given object"},
		{`return pcall(getfenv, -1)`, "false t:1: bad argument #1 (level must be non-negative)"},
		{`return pcall(getfenv, 100)`, "false t:1: bad argument #1 (invalid level)"},
		{`return pcall(setfenv, 1)`, "false t:1: bad argument (table expected, got nil)"},
		{`return pcall(getfenv, "x")`, "false t:1: bad argument (number expected, got string)"},
		{`local f = load("return function() return z end") setfenv(f, {z = 6}) return f()()`, "6"},
	})
}

// TestOneText: tostring has one result whatever the metamethod returns.
func TestOneText(t *testing.T) {
	assert.Equal(t, "1 1 nil", eval(t, newState(luavm.Config{}), `
		local function with(...) local n, v = select("#", ...), ... return setmetatable({}, {__tostring = function() if n > 0 then return v, 2 end end}) end
		return select("#", tostring(with("a"))) .. " " .. select("#", tostring(with())) .. " " .. type(tostring(with()))`))
}

// TestLoadUnderHandler: an error in load's reader is seen by the message handler of
// an xpcall around it, but not beyond a pcall.
func TestLoadUnderHandler(t *testing.T) {
	for source, want := range map[string]string{
		`return xpcall(function() return load(function() error("oh", 0) end) end, function(e) return "caught " .. e end)`:        "true nil caught oh",
		`return xpcall(function() return pcall(load, function() error("oh", 0) end) end, function(e) return "caught " .. e end)`: "true true nil oh",
		`return load(function() error("oh", 0) end)`:                                                                   "nil oh",
		`return xpcall(error, function(e) return select(2, load(function() error("in", 0) end)) end, "out")`:           "false in",
		`return xpcall(function() return load(function() error("oh", 0) end) end, function(e) error("again") end)`:     "true nil error in error handling",
		`return xpcall(function() return nil < 1 end, function() return debug.getinfo(1, "n").name end)`:               "false __lt",
		`local u return xpcall(function() return u.x end, function() return tostring(debug.getinfo(1, "n").name) end)`: "false nil",
		`return xpcall(function() error("x") end, function() return debug.getinfo(1, "n").name end)`:                   "false nil",
	} {
		got := eval(t, newState(luavm.Config{}), "local r = table.pack((function() "+source+" end)()) for i = 1, r.n do r[i] = tostring(r[i]) end return table.concat(r, ' ')")
		assert.Equal(t, want, got, source)
	}
}

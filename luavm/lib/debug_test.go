package lib_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

func TestDebug(t *testing.T) {
	check(t, []row{
		{`return debug.traceback("msg")`, "msg\nstack traceback:\n\tt:1: in main chunk"},
		{`return (debug.traceback()):match("^stack traceback:\n\tt:1: in main chunk$") ~= nil, debug.traceback("m", 5)`,
			"true m\nstack traceback:"},
		{`local t = {} return debug.traceback(t) == t, debug.traceback(12, 9)`, "true 12\nstack traceback:"},
		{"function f() return (debug.traceback('x')) end\nlocal r = f()\nreturn r",
			"x\nstack traceback:\n\tt:1: in function 'f'\n\tt:2: in main chunk"},
		{`local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co)
			return debug.traceback(co)`, "stack traceback:\n\t[C]: in field 'yield'\n\tt:1: in function <t:1>"},
		{`local i = debug.getinfo(1) return i.what, i.short_src, i.source, i.currentline, i.linedefined, i.isvararg, i.nparams, i.istailcall`,
			"main t =t 1 0 true 0 false"},
		{`local i = debug.getinfo(type) return i.what, i.short_src, i.source, i.currentline, i.linedefined, i.nups, i.isvararg, i.func == type`,
			"C [C] =[C] -1 -1 0 true true"},
		{"local function g() return debug.getinfo(1, 'nl') end\nlocal i = g()\nreturn i.name, i.namewhat, i.currentline, i.source", "g local 1 nil"},
		{`return debug.getinfo(100)`, "nil"},
		{`return type(debug.getinfo(1, "l").currentcolumn), debug.getinfo(1, "L").activelines[1]`, "number true"},
		{`return pcall(debug.getinfo, 1, "X")`, "false t:1: bad argument #2 (invalid option)"},
		{`return pcall(debug.getinfo, "x")`, "false t:1: bad argument (function expected, got string)"},
		{`local a, b = 10, "x" return debug.getlocal(1, 2)`, "b x"},
		{`local a = 1 local name = debug.setlocal(1, 1, 7) return name, a`, "a 7"},
		{`return debug.getlocal(function(p, q) end, 2), debug.getlocal(1, 99), debug.getlocal(type, 1)`, "q nil nil"},
		{`return pcall(debug.getlocal, 100, 1)`, "false t:1: bad argument #1 (level out of range)"},
		{`local x = 5 local function f() return x end return debug.getupvalue(f, 1)`, "x 5"},
		{`local x = 5 local function f() x = x + 1 return x end local name = debug.setupvalue(f, 1, 41) return name, f()`, "x 42"},
		{`return debug.getupvalue(function() end, 1), debug.getupvalue(type, 1)`, "nil nil"},
		{`local x, y = 1, 2 local function f() x = x + 1 return x end local function g() x = 0 end local function h() y = y return y end
			return debug.upvalueid(f, 1) == debug.upvalueid(g, 1), debug.upvalueid(f, 1) == debug.upvalueid(h, 1)`, "true false"},
		{`local x, y = 1, 20 local function f() x = x + 1 return x end local function h() y = y + 1 return y end
			debug.upvaluejoin(f, 1, h, 1) return f(), h(), x`, "21 22 1"},
		{`return pcall(debug.upvalueid, type, 1)`, "false t:1: bad argument #1 (invalid upvalue index)"},
		{`return pcall(debug.upvaluejoin, function() end, 1, function() end, 1)`, "false t:1: bad argument #1 (invalid upvalue index)"},
		{`return pcall(debug.upvaluejoin, 5)`, "false t:1: bad argument (number expected, got nil)"},
		{`debug.setmetatable(5, {__index = function(n, k) return n .. k end}) return (7).x`, "7x"},
		{`debug.setmetatable(nil, {__index = function() return "void" end}) return (nil).x`, "void"},
		{`return debug.setmetatable({}, 5)`, "false bad argument (table expected, got number)"},
		{`return debug.getmetatable("") == getmetatable(""), debug.getmetatable(setmetatable({}, {__metatable = 1})) ~= 1`, "true true"},
		{`return type(debug.getregistry()), debug.debug()`, "table"},
		{`local f = function() return x end debug.setfenv(f, {x = 3}) return f(), debug.getfenv(f).x, debug.getfenv(type)`, "3 3 nil"},
		{`local function f() return debug.getlocal(2, 3) end local function g(a, b) return b .. select(2, f()) end return g(1, "x")`, "xx"},
		{`local function f() return (debug.getlocal(2, 3)), debug.setlocal(2, 3, 1), debug.getlocal(2, 99) end
			local function g(a, b) return b .. "", f() end return g(1, 2)`, "2 (*temporary) nil nil"},
		{`return debug.gethook()`, "nil  0"},
		{`local h = function() end debug.sethook(h, "lc", 5) local a, b, c = debug.gethook() debug.sethook() return a == h, b, c, (debug.gethook())`,
			"true cl 5 nil"},
	})
}

// TestUpvalueIdentity has programs that look at variables by way of several closures.
func TestUpvalueIdentity(t *testing.T) {
	const same = `local function same(f, g) return debug.upvalueid(f, 1) == debug.upvalueid(g, 1) end `
	check(t, []row{
		{same + `local x = 5 local function f() return x end local function g() return x end
			return same(f, g), debug.setupvalue(f, 1, 6), f(), g(), x`, "true x 6 6 6"},
		{same + `local function mk(v) return function() return v end, function() return v end end
			local a, b = mk(1) local c, d = mk(1) debug.setupvalue(b, 1, 9)
			return same(a, b), same(a, c), a(), b(), c(), d()`, "true false 9 9 1 1"},
		{same + `local fs = {} for i = 1, 3 do fs[i] = function() return i end end
			debug.setupvalue(fs[2], 1, "z") return same(fs[1], fs[2]), fs[1](), fs[2](), fs[3]()`, "false 1 z 3"},
		{`local x, fs = 1, {} for i = 1, 3 do fs[i] = function() return x end end debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local x, fs = 1, {} for _, k in ipairs{1, 2, 3} do fs[k] = function() return x end end debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local x, fs = 1, {} while #fs < 3 do fs[#fs + 1] = function() return x end end debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local x, fs = 1, {} while select('#', (function() fs[#fs + 1] = function() return x end end)()) + #fs < 3 do end
			debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local x, fs = 1, {} repeat fs[#fs + 1] = function() return x end until #fs == 3 debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local x, fs = 1, {} ::top:: fs[#fs + 1] = function() return x end if #fs < 3 then goto top end
			debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[3]()`, "7 7"},
		{`local fs = {} ::top:: local x = #fs fs[x + 1] = function() return x end if #fs < 3 then goto top end
			debug.setupvalue(fs[2], 1, 7) return fs[1](), fs[2](), fs[3]()`, "0 7 2"},
		{`local x, fs = 1, {} local function add() fs[#fs + 1] = function() return x end end add() add()
			debug.setupvalue(fs[1], 1, 7) return fs[2](), x`, "7 7"},
		{`local x = 1 local function f() return function() return x end end local a, b = f(), f()
			debug.setupvalue(a, 1, 2) return b(), f()()`, "2 2"},
		{`local x = 1 local f = function() return x end debug.setlocal(1, 1, 8) return f(), x`, "8 8"},
		{`local co = coroutine.wrap(function(x) coroutine.yield(function() return x end) coroutine.yield(x) end)
			debug.setupvalue(co(4), 1, 5) return co()`, "5"},
		{same + `local function f() return x end local function g() return x end local yes = same(f, g)
			debug.setupvalue(f, 1, {x = 3}) return yes, f(), g()`, "true 3 3"},
		{same + `local function f() return x end local function g() return x end setfenv(f, {x = 4}) return same(f, g), f(), g()`, "false 4 nil"},
		{`local _ENV = {debug = debug} local function f() y = 2 return y end local function g() return y end f() debug.setupvalue(g, 1, {y = 5}) return f(), g()`, "2 2"},
		{`local function f(n) if n == 0 then return 0 end return f(n - 1) end debug.setupvalue(f, 1, function() return "other" end)
			return f(3)`, "other"},
		{`local x = 1 local f = function() return x end local y = 2 local g = function() y = y + 1 return y end
			debug.upvaluejoin(f, 1, g, 1) local a, b, c = f(), g(), f() debug.setupvalue(f, 1, 10) return a, b, c, g(), y`, "2 3 3 11 11"},
		{`local x = 1 local f = function() return x end local y = 2 local g = function() y = y + 1 return y end
			debug.upvaluejoin(g, 1, f, 1) local a, b, c = f(), g(), f() debug.setupvalue(f, 1, 10) return a, b, c, g(), f()`, "1 2 2 11 11"},
		{same + `local fs = {} for i = 1, 3 do fs[i] = function() return i end end debug.upvaluejoin(fs[1], 1, fs[3], 1) local before = fs[1]()
			debug.setupvalue(fs[3], 1, "q") return before, fs[1](), fs[3](), same(fs[1], fs[3]), same(fs[1], fs[2])`, "3 q q true false"},
		{`local function mk(x) return function() return x.y end end local f = mk({y = 1}) local id = debug.upvalueid(f, 1)
			debug.setupvalue(f, 1, {y = 2}) return type(id), id == debug.upvalueid(f, 1), f()`, "userdata true 2"},
		{`local function mk(x) return function(v) x.y = v return x end end local f = mk({}) local id = debug.upvalueid(f, 1) return f(3).y`, "3"},
		{`local fs = {} for i = 1, 9000 do fs[i] = function() return i end end local first = debug.upvalueid(fs[1], 1)
			for i = 1, 9000 do debug.upvalueid(fs[i], 1) end return first == debug.upvalueid(fs[1], 1)`, "true"},
		{`return pcall(debug.upvalueid)`, "false t:1: bad argument (number expected, got nil)"},
	})
}

// TestCellsAreNoSteps: that captured variables are put into cells is not told to hooks.
func TestCellsAreNoSteps(t *testing.T) {
	check(t, []row{{`local kept, told, lines = {}, {}, {}
local function f(a)
  local b, c = 1
  for i = 1, 2 do
    kept[#kept + 1] = function() return i, a, b end
    c = i
  end
  local function again(n)
    if n > 0 then return again(n - 1) end
  end
  again(2)
  for _, v in ipairs{1} do
    local w = v
    kept[#kept + 1] = function() return v, w end
    c = v + w
  end
  return c
end
debug.sethook(function(_, n) told[#told + 1] = n end, "l")
f(1)
debug.sethook()
for n in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = n end
table.sort(lines)
return table.concat(told, ","), table.concat(lines, ",")`,
		"20,3,4,5,6,4,5,6,4,10,11,9,9,9,10,12,13,14,15,12,17,21 3,4,5,6,10,11,12,13,14,15,17,18"}})
}

// TestCellsAreCounted fills the memory with closures, and gives their variables places
// of their own.
func TestCellsAreCounted(t *testing.T) {
	var declared, used []string
	for i := range 50 {
		name := fmt.Sprint("v", i)
		declared, used = append(declared, "local "+name+" = 1"), append(used, name)
	}
	program := strings.Join(declared, " ")
	program = "local function make() " + program + " return function() return " + strings.Join(used, ", ") + ` end end
		local list = {}
		pcall(function() while true do list[#list + 1] = make() end end)
		for _ = 1, 50 do list[#list] = nil end
		return pcall(function() for _, f in ipairs(list) do for i = 1, 50 do %s end end end)`
	for _, change := range []string{"debug.setupvalue(f, i, 2)", "debug.upvaluejoin(f, i, f, i)", "debug.upvalueid(f, i)"} {
		s := newState(luavm.Config{MemoryLimit: 4 << 20})
		assert.Equal(t, "false t:5: not enough memory", eval(t, s, fmt.Sprintf(program, change)), change)
	}
}

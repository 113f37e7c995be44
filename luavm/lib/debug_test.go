package lib_test

import "testing"

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
		{`return debug.gethook()`, "nil  0"},
		{`local h = function() end debug.sethook(h, "lc", 5) local a, b, c = debug.gethook() debug.sethook() return a == h, b, c, (debug.gethook())`,
			"true cl 5 nil"},
	})
}

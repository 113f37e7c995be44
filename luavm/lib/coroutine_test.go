package lib_test

import "testing"

func TestCoroutine(t *testing.T) {
	check(t, []row{
		{`local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
			return select(2, coroutine.resume(co, 1)), select(2, coroutine.resume(co, 10)), coroutine.status(co)`, "2 20 dead"},
		{`local co = coroutine.create(function() end) coroutine.resume(co) return coroutine.resume(co)`,
			"false cannot resume dead coroutine"},
		{`return coroutine.resume(coroutine.running())`, "false cannot resume running coroutine"},
		{`local co = coroutine.create(function() error("x") end) return coroutine.resume(co)`, "false t:1: x"},
		{`local co = coroutine.create(function() error({}) end) return type(select(2, coroutine.resume(co)))`, "table"},
		{`local f = coroutine.wrap(function() coroutine.yield(1) return 2 end) return f(), f(), pcall(f)`,
			"1 2 false t:1: cannot resume dead coroutine"},
		{`local f = coroutine.wrap(function() error("x") end) return pcall(f)`, "false t:1: x"},
		{`local outer = coroutine.running() local co
			co = coroutine.create(function() return coroutine.status(outer), coroutine.status(co) end)
			return select(2, coroutine.resume(co))`, "normal running"},
		{`local co = coroutine.create(function() end) return coroutine.status(co), coroutine.isyieldable(), coroutine.isyieldable(co)`,
			"suspended true true"},
		{`local co, main = coroutine.running() return type(co), main`, "thread false"},
		{`return pcall(coroutine.create, 1)`, "false t:1: bad argument (function expected, got number)"},
		{`return pcall(coroutine.resume, 1)`, "false t:1: bad argument (thread expected, got number)"},
		{`return pcall(coroutine.status)`, "false t:1: bad argument (thread expected, got nil)"},
		{`return pcall(coroutine.wrap)`, "false t:1: bad argument (function expected, got nil)"},
		{`return coroutine.close, coroutine.yield(5)`, "nil resumed"},
		{`local n = 0 for v in coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i) end end) do n = n + v end return n`, "15"},
		{`local function deep(n) if n == 0 then return "bottom" end return coroutine.wrap(deep)(n - 1) end return deep(5000)`, "bottom"},
	})
}

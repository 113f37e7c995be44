package luavm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

// trace is a program's hook that prints each event in short.
const trace = `local function hook(event, line)
	local i = debug.getinfo(2, "nSl")
	print(event:sub(1, 1) .. (line or "") .. (i.what == "C" and i.name or ""))
end `

func TestHookEvents(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"lines", trace + "debug.sethook(hook, 'l')\nlocal a = 1\nlocal b = a\ndebug.sethook()", "l5; l6; l7"},
		{"a loop on one line", trace + "debug.sethook(hook, 'l')\nfor i = 1, 3 do local x = i end\ndebug.sethook()", "l5; l5; l5; l5; l6"},
		{"functions", trace + "local function f(x)\nreturn x\nend\ndebug.sethook(hook, 'cr')\nlocal y = f(1)\ndebug.sethook()",
			"rsethook; c; r; csethook"},
		{"builtins", trace + "debug.sethook(hook, 'cr')\nlocal y = type(1)\nlocal ok = pcall(error)\ndebug.sethook()",
			"rsethook; ctype; rtype; cpcall; c; rpcall; csethook"},
		{"a builtin that calls back", trace + "debug.sethook(hook, 'cr')\nlocal s = string.gsub('ab', '.', function() end)\ndebug.sethook()",
			"rsethook; cgsub; c; r; c; r; rgsub; csethook"},
		{"tail calls", trace + "local function f() return type(1) end\nlocal function g() return f() end\ndebug.sethook(hook, 'cr')\nlocal x = g()\ndebug.sethook()",
			"rsethook; c; c; ctype; rtype; r; csethook"},
		{"iterators", trace + "debug.sethook(hook, 'cr')\nfor k in next, {1} do end\ndebug.sethook()", "rsethook; c; r; c; r; csethook"},
		{"methods of objects", trace + "local o = setmetatable({}, {__lt = function(a, b) return true end, __add = function() return 1 end})\ndebug.sethook(hook, 'cr')\nlocal x = o < o, o + 1\ndebug.sethook()",
			"rsethook; c; r; c; r; csethook"},
		{"a comparison that jumps", trace + "local o = setmetatable({}, {__lt = function(a, b) return false end})\ndebug.sethook(hook, 'l')\nif o < o then local x = 1\nelse\nlocal y = 1 end\ndebug.sethook()",
			"l6; l4; l8; l9"},
		{"the calling function's line goes on", trace + "local function set() debug.sethook(hook, 'l') end\nset() local x = 1\nlocal y = 2\ndebug.sethook()", "l6; l7"},
		{"counts", `local n = 0 debug.sethook(function(e) n = n + 1 end, '', 10)
			for i = 1, 100 do end debug.sethook() print(n >= 10 and n <= 12)`, "true"},
		{"each coroutine has its own", trace + "debug.sethook(hook, 'l')\nlocal co = coroutine.wrap(function()\nlocal x = 1 end)\nco()\ndebug.sethook()", "l5; l6; l5; l7; l8"},
		{"of another coroutine", trace + "local co = coroutine.create(function()\nlocal x = 1\ncoroutine.yield()\nx = 2\nend)\ncoroutine.resume(co)\n" +
			"debug.sethook(co, hook, 'l')\ncoroutine.resume(co)\nprint(debug.gethook(co) == hook, debug.gethook())", "l7; l8; true nil  0"},
		{"not within itself", "local n = 0 local function f() end debug.sethook(function() n = n + 1 f() f() end, 'c') f() debug.sethook() print(n)", "2"},
		{"it sees and changes variables", "debug.sethook(function() debug.setlocal(2, 1, 5) debug.sethook() end, 'l')\nlocal function f(a)\nreturn a end print(f(1))", "1"},
		{"arguments when it is called", "debug.sethook(function() local n, v = debug.getlocal(2, 1) if n == 'arg' then debug.setlocal(2, 1, v + 1) end end, 'c')\nlocal function f(arg) return arg end local x = f(1) debug.sethook() print(x)", "2"},
		{"open results survive", "local function f(...) return ... end debug.sethook(function(a, b, c, d) local t = {f(1, 2, 3)} f(f(4, 5, 6)) end, 'crl', 1)\nlocal t = {f(f(1, 2), f(3, 4, nil))} debug.sethook() print(#t, t[1], t[2], t[3])",
			"3 1 3 4"},
		{"errors", "local ok, e = pcall(function() debug.sethook(function() error('hooked', 0) end, 'l')\nlocal x = 1 end) print(ok, e, debug.gethook() ~= nil) debug.sethook()", "ERROR hooked"},
		{"an error ends it once", "local on = true debug.sethook(function() if on then on = false error('hooked', 0) end end, 'c')\nprint(pcall(type, 1)) print(pcall(type, 1)) debug.sethook()",
			"ERROR hooked"},
		{"an error in a protected call", "local function f() end local n = 0 local function h() n = n + 1 if n == 2 then error('hooked') end end\ndebug.sethook(h, 'c')\nlocal ok, e = pcall(f)\nlocal ok2 = pcall(f)\ndebug.sethook() print(ok, e, ok2, n)",
			"false t.lua:1: hooked true 5"},
		{"what is no hook", "print(pcall(debug.sethook, 5))", "false t.lua:1: bad argument (function expected, got number)"},
		{"set again and again", "for i = 1, 100 do debug.sethook(function() end, 'crl', 1) debug.sethook() end print(select('#', debug.gethook()))", "3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, eval(t, luavm.Config{}, tt.source))
		})
	}
}

// TestHookYields suspends a coroutine at every event there is.
func TestHookYields(t *testing.T) {
	source := `
local function work(t)
	for i = 1, 3 do t[#t + 1] = i end
	local s = string.gsub("abc", "%w", function(c) return c:upper() end)
	table.sort(t, function(a, b) return a > b end)
	for k, v in pairs(t) do s = s .. k .. v end
	local ok, e = pcall(error, "x", 0)
	return select("#", table.unpack(t)), s, ok, e
end
local plain = table.concat({work({}), select(2, work({}))}, " ", 1, 2)
local co = coroutine.create(function()
	debug.sethook(function(event) assert(coroutine.yield(event) == event) end, "crl", 1)
	local a, b = work({})
	debug.sethook()
	return a .. " " .. b
end)
local n, ok, v = 0, coroutine.resume(co)
while coroutine.status(co) == "suspended" do
	n = n + 1
	ok, v = coroutine.resume(co, v)
end
print(ok, v == plain, v, n > 100)`
	assert.Equal(t, "true true 3 ABC132231 true", eval(t, luavm.Config{}, source))
}

// TestHookChangesNothing runs the same program with and without watching.
func TestHookChangesNothing(t *testing.T) {
	source := `
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 211 end
table.sort(t, function(a, b) return a < b end)
local s = ""
for k, v in pairs(t) do s = s .. v end
local co = coroutine.wrap(function(...) for i = 1, select("#", ...) do coroutine.yield((select(i, ...))) end end)
for i = 1, 3 do s = s .. co(1, 2, 3) end
local function f(n) if n > 0 then return f(n - 1) end return n end
return #s, f(100), pcall(error, "x")`
	run := func(h luavm.Hook) string {
		s, _ := open(luavm.Config{SoftSteps: 1e6, MemoryLimit: 1 << 20})
		s.SetHook(h)
		p, err := s.Compile(source, "=t")
		require.NoError(t, err)
		vs, err := s.Call(s.Load(p, nil))
		require.NoError(t, err)
		var b strings.Builder
		for _, v := range vs {
			b.WriteString(s.ToStringRaw(v) + " ")
		}
		return fmt.Sprint(b.String(), s.StepsLeft())
	}
	events := 0
	watched := run(luavm.Hook{Events: luavm.OnCall | luavm.OnReturn | luavm.OnLine | luavm.OnCount,
		Watch: func(*luavm.Thread, luavm.Events, int) error { events++; return nil }})
	assert.Equal(t, run(luavm.Hook{}), watched)
	assert.Greater(t, events, 2000)
}

// TestWatch sets a hook of the host while a program runs.
func TestWatch(t *testing.T) {
	s, out := open(luavm.Config{})
	var seen []string
	fail := error(nil)
	watch := luavm.Hook{Events: luavm.OnLine, Watch: func(th *luavm.Thread, e luavm.Events, line int) error {
		level, _ := s.Level(th, 0)
		name, v := level.Local(1)
		seen = append(seen, fmt.Sprintf("%s %d %s=%s", e, line, name, s.ToStringRaw(v)))
		_, err := s.Call(s.NewBuiltin("f", func(c *luavm.Call) error { return c.Return() }).Value())
		assert.NoError(t, err)
		return fail
	}}
	s.Globals().SetStr(s, "watch", s.NewBuiltin("watch", func(c *luavm.Call) error {
		s.SetHook(watch)
		if c.Arg(1).Truthy() {
			s.SetHook(luavm.Hook{})
		}
		return c.Return()
	}).Value())
	p, err := s.Compile("local a = 1\nwatch()\na = 2\nlocal co = coroutine.wrap(function(b)\nb = b + 1\nend)\nco(7) a = 3 watch(1)\na = 4 print(debug.gethook())", "=t")
	require.NoError(t, err)
	_, err = s.Call(s.Load(p, nil))
	require.NoError(t, err)
	assert.Equal(t, []string{"line 3 a=1", "line 4 a=2", "line 6 a=2", "line 4 a=2", "line 7 a=2", "line 5 b=7", "line 6 b=8"}, seen)
	assert.Equal(t, "nil  0", out.String())

	fail = errors.New("stopped")
	s.SetHook(watch)
	p, err = s.Compile("print(pcall(function()\nlocal a = 1 end))", "=t")
	require.NoError(t, err)
	_, err = s.Call(s.Load(p, nil))
	assert.EqualError(t, err, "t:1: stopped")
	fail = luavm.ErrAborted
	_, err = s.Call(s.Load(p, nil))
	assert.ErrorIs(t, err, luavm.ErrAborted)
	_, err = s.Call(s.Load(p, nil))
	assert.ErrorIs(t, err, luavm.ErrAborted)
}

// TestHookLimits runs hooks that do not end, or nest too deep.
func TestHookLimits(t *testing.T) {
	cfg := luavm.Config{SoftSteps: 1e6, HardSteps: 1e6, MemoryLimit: 8 << 20}
	assert.Equal(t, "false t.lua:1: Too long without yielding",
		eval(t, cfg, "local ok, e = pcall(function() debug.sethook(function() debug.sethook() while true do end end, 'l')\nlocal x = 1 end) print(ok, e)"))
	assert.Equal(t, "false t.lua:1: Too long without yielding",
		eval(t, cfg, "local ok, e = pcall(function() debug.sethook(function() end, '', 1000) while true do end end) debug.sethook() print(ok, e)"))
	assert.Contains(t, eval(t, cfg, "debug.sethook(function() end, 'crl', 1) local function f() return 1 + f() end local ok, e = pcall(f) debug.sethook() print(ok, e)"),
		"t.lua:1:")
	assert.Contains(t, eval(t, cfg, "local function f() return 1 + f() end debug.sethook(function() f() end, 'l')\nlocal x = 1"), "stack overflow")
}

// Coverage of a program: the lines that have run.
func ExampleState_SetHook() {
	s, _ := open(luavm.Config{})
	lines := map[int]int{}
	s.SetHook(luavm.Hook{Events: luavm.OnLine, Watch: func(th *luavm.Thread, _ luavm.Events, line int) error {
		lines[line]++
		return nil
	}})
	p, err := s.Compile("local n = 0\nfor i = 1, 3 do\n  n = n + i\nend\nif n > 10 then\n  n = 0\nend", "=example")
	if err != nil {
		panic(err)
	}
	if _, err := s.Call(s.Load(p, nil)); err != nil {
		panic(err)
	}
	fmt.Println(lines[3], lines[5], lines[6])
	// Output: 3 1 0
}

package gopher

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
)

// TestTooLong: the first time a program goes on for too long it is told, the second
// time its computer is stopped.
func TestTooLong(t *testing.T) {
	limits := luabind.Limits{Soft: 200_000, Hard: 100_000}
	for _, loop := range []string{
		`while true do end`,
		`repeat until false`,
		`local function f() return f() end f()`,
		`for k in function() return 1 end do end`,
		`local w = coroutine.wrap(function() while true do coroutine.yield() end end) while true do w() end`,
		`while true do pcall(error) end`,
		`local t = setmetatable({}, { __index = function() return 1 end }) while true do local x = t.x end`,
		`("x"):rep(1e5):find((".-"):rep(20) .. "y")`,
		`coroutine.wrap(function() coroutine.wrap(function() while true do end end)() end)()`,
		`while true do xpcall(error, function() return 1 end) end`,
		`while true do os.clock() end`,
		`while true do ("x"):rep(1000) end`,
	} {
		out := boot(t, NewFactory(0), limits, "try(function() "+loop+" end) say('caught'); "+loop)
		if assert.Len(t, out.lines, 2, loop) {
			assert.Contains(t, out.lines[0], "Too long without yielding", loop)
			assert.Equal(t, "caught", out.lines[1], loop)
		}
		assert.Contains(t, out.screen, "Too long without yielding", loop)
	}
}

func TestBudgetBeginsWithEvent(t *testing.T) {
	out := boot(t, NewFactory(0), luabind.Limits{Soft: 20_000, Hard: 1000},
		`for n = 1, 50 do for i = 1, 2000 do end os.queueEvent("go") coroutine.yield("go") end say("done")`)
	assert.Equal(t, []string{"done"}, out.lines)
}

func newTestEngine(limits luabind.Limits) *engine {
	return NewFactory(0).NewEngine(nil, luabind.EngineConfig{Seed: 1, Limits: limits}).(*engine)
}

func TestStepsAreDeterministic(t *testing.T) {
	steps := func() int64 {
		e := newTestEngine(luabind.Limits{Soft: 1e8, Hard: 1})
		defer e.Close()
		require.NoError(t, e.Load(`local t = {} for i = 1, 1000 do t["k" .. i] = { i } end
			for k, v in pairs(t) do pcall(string.rep, k, 3) end table.sort({ 3, 2, 1 })
			for w in ("a b c"):gmatch("%a") do coroutine.wrap(function() coroutine.yield(w) end)() end coroutine.yield()`, "@t.lua"))
		_, err := e.Resume("", nil)
		require.NoError(t, err)
		return e.Steps()
	}
	first := steps()
	assert.Greater(t, first, int64(10_000))
	assert.Equal(t, first, steps())
}

// TestDepth: endless recursion of any kind is an error that can be caught.
func TestDepth(t *testing.T) {
	for _, recursion := range []string{
		`local function f() return 1 + f() end f()`,
		`local function f() return (pcall(f)) or error("x") end f()`,
		`local function f() local ok, e = pcall(f) error(e, 0) end f()`,
		`local t t = setmetatable({}, { __index = function(_, k) return t[k .. 1] end }) local x = t.x`,
		`local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end tostring(t)`,
		`local function f() return ("x"):gsub("x", f) end f()`,
		`local function f(a, b) table.sort({ 1, 2 }, f) return a < b end table.sort({ 1, 2 }, f)`,
		`local t = {} for i = 1, 1e5 do t = setmetatable({}, { __index = t }) end local x = t.x`,
		`local function f() coroutine.wrap(f)() end f()`,
		`error(setmetatable({}, { __tostring = function() error("again") end }))`,
		`local function h() error("in handler") end xpcall(error, h) local function f() xpcall(f, f) end f() error("end")`,
		`local function f() local t = setmetatable({}, { __index = function() return f() end }) pcall(function() local x = t.x end) error("x") end f()`,
	} {
		out := boot(t, NewFactory(0), luabind.Limits{Soft: 30_000_000}, "say((pcall(function() "+recursion+" end))) say('alive')")
		assert.Equal(t, []string{"false", "alive"}, out.lines, recursion+"\n"+out.screen)
	}
}

// TestMonsters are sources and calls that would take much memory.
func TestMonsters(t *testing.T) {
	for name, program := range map[string]string{
		"brackets":      `say((select(2, load("return " .. ("("):rep(1e5)))))`,
		"braces":        `say((select(2, load("return " .. ("{"):rep(1e5) .. ("}"):rep(1e5)))))`,
		"rep":           `try(string.rep, "x", 1e9) try(string.rep, "x", 1e6, ("y"):rep(1000))`,
		"unpack":        `try(table.unpack, {}, 1, 1e9) try(unpack, {}, -1e9, 1e9)`,
		"byte":          `say(select("#", ("x"):rep(1e5):byte(1, -1))) try(string.byte, ("x"):rep(1e6), 1, -1)`,
		"concat":        `local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1e5) end try(table.concat, t)`,
		"huge index":    `local t = {} t[6e7] = 1 say(t[6e7], #t)`,
		"many captures": `try(string.find, "x", ("()"):rep(40)) try(string.find, "x", ("("):rep(300))`,
		"payload":       `local t = {} for i = 1, 1e4 do t = { t } end try(os.queueEvent, "x", t)`,
	} {
		out := boot(t, NewFactory(0), luabind.Limits{Soft: 30_000_000}, program)
		assert.NotEmpty(t, out.lines, name)
		for _, line := range out.lines {
			t.Log(name, line)
			assert.NotContains(t, line, "internal error", name)
		}
	}
}

// TestCoroutinesLeaveNothing makes many coroutines and drops them, in a computer that
// goes on running, and closes the engine.
func TestCoroutinesLeaveNothing(t *testing.T) {
	e := newTestEngine(luabind.Limits{Soft: 1e9, Hard: 1e9})
	require.NoError(t, e.Load(`
		while true do
			for i = 1, 1000 do
				local co = coroutine.create(function() pcall(function() coroutine.yield(setmetatable({}, {})) end) end)
				coroutine.resume(co)
			end
			coroutine.yield()
		end`, "@t.lua"))
	for range 20 {
		_, err := e.Resume("", nil)
		require.NoError(t, err)
		runtime.GC()
	}
	assert.Less(t, len(e.live), maxCoroutines, "dropped coroutines are killed")
	e.Close()
	before := runtime.NumGoroutine()
	assert.Less(t, before, 50)
}

func TestTooManyCoroutines(t *testing.T) {
	out := boot(t, NewFactory(0), luabind.Limits{}, fmt.Sprintf(`
		local kept = {}
		try(function() for i = 1, %d do kept[i] = coroutine.create(coroutine.yield) coroutine.resume(kept[i]) end end)
		kept = nil
		for i = 1, %d do coroutine.resume(coroutine.create(coroutine.yield)) end
		say("room again")
		coroutine.resume(coroutine.create(function()
			local kept = {}
			for i = 1, %d do kept[i] = coroutine.create(coroutine.yield) coroutine.resume(kept[i]) end
			coroutine.yield()
		end))
		for i = 1, 10 do coroutine.resume(coroutine.create(coroutine.yield)) end
		say("and again")`, maxCoroutines+10, maxCoroutines/2, maxCoroutines-5))
	require.Len(t, out.lines, 3, out.screen)
	assert.Contains(t, out.lines[0], "too many coroutines")
}

// TestMainCoroutineStays: that of the host is the same one whenever it is asked for,
// though the program keeps no reference to it.
func TestMainCoroutineStays(t *testing.T) {
	collector := luabind.API{Globals: []string{"collector"}, Functions: []luabind.Function{
		{Name: "run", Fn: func(*luabind.Call) error { runtime.GC(); return nil }},
	}}
	assert.Equal(t, "true suspended", run(t, `
		local before = tostring(coroutine.running())
		local thread = coroutine.create(coroutine.yield)
		coroutine.resume(thread)
		for i = 1, 3 do collector.run() os.queueEvent("go") coroutine.yield("go") end
		say(tostring(coroutine.running()) == before, coroutine.status(thread))`, collector))
}

// TestPanicInNativeFunction: a mistake in Go harms the program only.
func TestPanicInNativeFunction(t *testing.T) {
	broken := luabind.API{Globals: []string{"broken"}, Functions: []luabind.Function{
		{Name: "panic", Fn: func(*luabind.Call) error { panic("oh no") }},
		{Name: "crash", Fn: func(c *luabind.Call) error { return c.Return(c.Args[len(c.Args)]) }},
	}}
	got := run(t, `try(broken.panic) try(broken.crash)`, broken)
	assert.Equal(t, "false internal error: oh no\nfalse internal error: runtime error: index out of range [0] with length 0", got)
}

func TestMissingFunctions(t *testing.T) {
	assert.Equal(t, strings.Repeat("true\n", 3)+"true", run(t, `
		for _, name in ipairs { "pack", "unpack", "packsize" } do say(select(2, pcall(string[name], "i4", 1)):match("not there on the gopher engine") ~= nil) end
		say(print == nil and dofile == nil and require == nil and io == nil and os.execute == nil and package == nil)`))
}

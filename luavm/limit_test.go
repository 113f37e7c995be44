package luavm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

func TestSoftLimitIsCatchableOnce(t *testing.T) {
	cfg := luavm.Config{SoftSteps: 1e5, HardSteps: 1e5}
	assert.Equal(t, "false t.lua:1: Too long without yielding; after", eval(t, cfg, `print(pcall(function() while true do end end)) print("after")`))
	for _, loop := range []string{
		`while true do end`, `repeat until false`, `for i = 1, math.huge do end`, `::a:: goto a`,
		`local function f() return f() end f()`,
		`for k in function() return 1 end do end`, `local w = coroutine.wrap(function() while true do coroutine.yield() end end) while true do w() end`,
		`while true do pcall(error) end`, `local t = setmetatable({}, {__index = function() return 1 end}) while true do local x = t.x end`,
		`local function f(...) return f(1, ...) end f()`, `local s = ("x"):rep(1e6) while true do local a = s .. "y" == s .. "z" end`,
		`("x"):rep(1e5):find((".-"):rep(20) .. "y")`,
	} {
		s, out := open(cfg)
		p, err := s.Compile("print(pcall(function() "+loop+" end)); "+loop, "@t.lua")
		require.NoError(t, err)
		_, err = s.Call(s.Load(p, nil))
		assert.Equal(t, luavm.ErrAborted, err, "%s: %s", loop, out)
		assert.Contains(t, out.String(), "Too long without yielding", loop)
		_, err = s.Call(s.Load(p, nil))
		assert.Equal(t, luavm.ErrAborted, err, "a state stays dead")
	}
}

func TestSliceBeginsWithResume(t *testing.T) {
	s, out := open(luavm.Config{SoftSteps: 20_000, HardSteps: 1000})
	p, err := s.Compile(`while true do for i = 1, 10000 do end coroutine.yield(1) end`, "@t.lua")
	require.NoError(t, err)
	th := s.NewThread(s.Load(p, nil))
	for range 100 {
		_, done, err := s.Resume(th)
		require.NoError(t, err)
		require.False(t, done)
	}
	assert.Empty(t, out.String())
}

func TestStepsAreDeterministic(t *testing.T) {
	left := func() int64 {
		s, _ := open(luavm.Config{SoftSteps: 1e9, HardSteps: 1})
		p, err := s.Compile(`local t = {} for i = 1, 1000 do t["k" .. i] = {i} end for k, v in pairs(t) do pcall(string.rep, k, 3) end table.sort(t)`, "@t.lua")
		require.NoError(t, err)
		_, err = s.Call(s.Load(p, nil))
		require.NoError(t, err)
		return s.StepsLeft()
	}
	first := left()
	assert.Less(t, first, int64(1e9))
	assert.Equal(t, first, left())
}

func TestMemoryLimit(t *testing.T) {
	cfg := luavm.Config{MemoryLimit: 16 << 20}
	for _, hog := range []string{
		`local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end`, `string.rep("x", 1e9)`, `local s = "x" while true do s = s .. s end`,
		`local t = {} while true do t = {t} end`, `local t = {} while true do t[#t + 1] = coroutine.create(print) end`,
		`local t = {} while true do t[#t + 1] = function() return t end end`, `local t = {} for i = 1, 1e9 do t["k" .. i] = i end`,
		`local t = {} while true do local co = coroutine.create(function(...) coroutine.yield(...) end) coroutine.resume(co, table.unpack({}, 1, 200)) t[#t + 1] = co end`,
	} {
		assert.Equal(t, "false t.lua:1: not enough memory; 3", eval(t, cfg, "print(pcall(function() "+hog+" end)) print(1 + 2)"), hog)
	}
	assert.Equal(t, "done", eval(t, cfg, `for i = 1, 200 do local t = {} for j = 1, 2000 do t[j] = {j} end end print("done")`), "garbage does not count")
}

func TestHugeIndexIsCheap(t *testing.T) {
	assert.Equal(t, "1 0", eval(t, luavm.Config{MemoryLimit: 1 << 20}, `local t = {} t[6e7] = 1 print(t[6e7], #t)`))
}

func TestGoPanicIsAnError(t *testing.T) {
	s, out := open(luavm.Config{})
	s.Globals().SetStr(s, "bug", s.NewBuiltin("bug", func(c *luavm.Call) error {
		return c.Return1(c.Args()[c.NArgs()])
	}).Value())
	p, err := s.Compile(`print(pcall(bug))`, "@t.lua")
	require.NoError(t, err)
	_, err = s.Call(s.Load(p, nil))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(out.String(), "false internal error: "), out.String())
}

func TestAbandonedCoroutinesAreGarbage(t *testing.T) {
	cfg := luavm.Config{MemoryLimit: 8 << 20}
	assert.Equal(t, "done", eval(t, cfg, `for i = 1, 50000 do local co = coroutine.wrap(function() local t = {i} coroutine.yield(t) end) co() end print("done")`))
}

func TestEmbeddedCallCannotYield(t *testing.T) {
	assert.Equal(t, "ERROR t.lua:1: cannot yield main thread", eval(t, luavm.Config{}, `coroutine.yield(1)`))
}

func TestNestedCall(t *testing.T) {
	s, out := open(luavm.Config{SoftSteps: 1e5, HardSteps: 1e5})
	s.Globals().SetStr(s, "host", s.NewBuiltin("host", func(c *luavm.Call) error {
		results, err := c.State().Call(c.Arg(1), c.Args()[1:]...)
		if err != nil {
			return err
		}
		return c.ReturnN(results...)
	}).Value())
	p, err := s.Compile(`print(host(function(a, b) return b, a end, 1, 2)) print(pcall(host, error, "x", 0)) print(pcall(host, coroutine.yield))
		local function deep(n) return host(deep, n + 1) end print(pcall(deep, 1))
		pcall(host, function() while true do pcall(function() while true do end end) end end) print("not reached")`, "@t.lua")
	require.NoError(t, err)
	_, err = s.Call(s.Load(p, nil))
	assert.Equal(t, luavm.ErrAborted, err)
	assert.Equal(t, "2 1; false x; false cannot yield main thread; false stack overflow", out.String())
}

// TestLiveCoroutinesAreCapped: they count as memory, and those that nobody can
// resume any more do not.
func TestLiveCoroutinesAreCapped(t *testing.T) {
	const program = `local function fill()
			local kept = {}
			local ok, err = pcall(function() while true do local co = coroutine.create(coroutine.yield) coroutine.resume(co) kept[#kept + 1] = co end end)
			return ok, err, #kept
		end
		local ok, err, n = fill()
		local _, _, again = fill()
		print(ok, err, n > 1000, n < 8000, again > n * 0.9)`
	assert.Equal(t, "false t.lua:3: not enough memory true true true", eval(t, luavm.Config{MemoryLimit: 4 << 20}, program))
}

func TestSourceSizeIsCapped(t *testing.T) {
	assert.Equal(t, "true function; false t.lua:1: not enough memory", eval(t, luavm.Config{MemoryLimit: 4 << 20},
		`local function try(n) local source = (" "):rep(n) local ok, f = pcall(load, source) print(ok, ok and type(f) or f) end try(1e5) try(1e6)`))
	s := luavm.New(luavm.Config{})
	_, err := s.Compile(strings.Repeat(" ", 64<<20+1), "=big")
	require.EqualError(t, err, "big:1: chunk is too large")
}

// TestNestingIsCapped: of statements and expressions in a source. TestDepth has the
// calls.
func TestNestingIsCapped(t *testing.T) {
	s := luavm.New(luavm.Config{})
	for _, c := range []struct{ open, middle, shut string }{
		{"return (", "a", ")"}, {"return {", "a", "}"}, {"return - ", "a", ""}, {"return a[", "a", "]"}, {"return f(", "a", ")"},
		{"return function() return ", "a", " end"}, {"do ", "", " end"}, {"if a then ", "", " end"}, {"repeat ", "", " until a"},
	} {
		source := func(n int) string {
			inner := strings.TrimPrefix(c.open, "return ")
			return c.open + strings.Repeat(inner, n) + c.middle + strings.Repeat(c.shut, n+1)
		}
		_, err := s.Compile(source(60), "=deep")
		require.NoError(t, err, c.open)
		_, err = s.Compile(source(100_000), "=deep")
		require.Error(t, err, c.open)
		assert.Regexp(t, `^deep:1: (main function|function at line 1) has more than 200 syntax levels$`, err.Error(), c.open)
	}
}

package luavm_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

// BenchmarkMachine runs short programs; the argument n is the size of the work.
func BenchmarkMachine(b *testing.B) {
	for _, p := range []struct {
		name, source string
		n            int // work of one operation
	}{
		{"Fib25", `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(...)`, 25},
		{"Loop", `local s = 0 for i = 1, ... do s = (s + i * 3) % 1000003 end return s`, 1e5},
		{"FillTable", `local t = {} for i = 1, ... do t[i] = i end return #t`, 1e5},
		{"Fields", `local t = {x = 0, y = 1} for i = 1, ... do t.x = t.x + t.y end return t.x`, 1e5},
		{"Methods", `local C = {} C.__index = C function C:add(y) self.x = self.x + y end local o = setmetatable({x = 0}, C) for i = 1, ... do o:add(i) end`, 1e5},
		{"Closures", `local function mk(i) return function(y) return i + y end end local s = 0 for i = 1, ... do s = s + mk(i)(1) end`, 1e5},
		{"Concat", `local n = 0 for i = 1, ... do n = n + #("k" .. i .. ":" .. i * 2) end`, 1e5},
		{"Switch", `local co = coroutine.wrap(function() while true do coroutine.yield(1) end end) for i = 1, ... do co() end`, 1e5},
		{"Coroutines", `for i = 1, ... do local co = coroutine.create(function(a) return coroutine.yield(a) end) coroutine.resume(co, 1) coroutine.resume(co, 2) end`, 1e4},
		{"Pcall", `local f = function(x) return x + 1 end for i = 1, ... do pcall(f, i) end`, 1e5},
		{"Pairs", `local t = {} for i = 1, 1000 do t["key" .. i] = i end for r = 1, ... do for k, v in pairs(t) do end end`, 100},
		{"Sort", `local t, x = {}, 42 for i = 1, ... do x = (x * 1103515245 + 12345) % 2147483648 t[i] = x end table.sort(t, function(a, b) return a > b end)`, 1e4},
	} {
		b.Run(p.name, func(b *testing.B) {
			s, _ := open(luavm.Config{SoftSteps: 1 << 60})
			proto, err := s.Compile(p.source, "=bench")
			require.NoError(b, err)
			f := s.Load(proto, nil)
			b.ReportAllocs()
			for b.Loop() {
				_, err := s.Call(f, luavm.Int(p.n))
				require.NoError(b, err)
			}
			if p.n >= 1e4 {
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(p.n), "ns/each")
			}
		})
	}
}

// BenchmarkHeldCoroutines makes coroutines that wait in their first yield, and keeps
// them: B/each is what one takes in memory.
func BenchmarkHeldCoroutines(b *testing.B) {
	const n = 100_000
	s, _ := open(luavm.Config{SoftSteps: 1 << 60})
	proto, err := s.Compile(`
		local function body(a, b) local c = coroutine.yield(a + b) return c end
		local held = {}
		for i = 1, ... do
			held[i] = coroutine.create(body)
			coroutine.resume(held[i], i, 1)
		end
		return held`, "=bench")
	require.NoError(b, err)
	f := s.Load(proto, nil)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		held, err := s.Call(f, luavm.Int(n))
		took := time.Since(start)
		require.NoError(b, err)
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(held)
		b.ReportMetric(float64(took.Nanoseconds())/n, "ns/each")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "B/each")
	}
}

func BenchmarkNewState(b *testing.B) {
	cache := luavm.NewCache(1 << 20)
	b.ReportAllocs()
	for b.Loop() {
		luavm.New(luavm.Config{Cache: cache})
	}
}

func BenchmarkResume(b *testing.B) {
	s, _ := open(luavm.Config{SoftSteps: 1 << 40})
	proto, err := s.Compile(`while true do coroutine.yield() end`, "=bench")
	require.NoError(b, err)
	th := s.NewThread(s.Load(proto, nil))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Resume(th); err != nil {
			b.Fatal(err)
		}
	}
}

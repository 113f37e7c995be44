package gopher

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/luabind"
)

func BenchmarkLua(b *testing.B) {
	for _, row := range []struct {
		name, source string
	}{
		{"loop", `for i = 1, %d do end`},
		{"fib", `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end for i = 1, %d do fib(15) end`},
		{"pcall", `local f = function() end for i = 1, %d do pcall(f) end`},
		{"pcall that fails", `for i = 1, %d do pcall(error, "x") end`},
		{"resume and yield", `local w = coroutine.wrap(function() while true do coroutine.yield() end end) for i = 1, %d do w() end`},
		{"create a coroutine", `for i = 1, %d do coroutine.wrap(function() end)() end`},
		{"drop a coroutine", `for i = 1, %d do coroutine.wrap(coroutine.yield)() end`},
		{"native call", `local f = string.len for i = 1, %d do f("x") end`},
		{"gsub", `local s = ("hello world "):rep(10) for i = 1, %d do s:gsub("%%w+", "x") end`},
	} {
		b.Run(row.name, func(b *testing.B) {
			e := newTestEngine(luabind.Limits{Soft: 1 << 60, Hard: 1 << 60})
			defer e.Close()
			require.NoError(b, e.Load(fmt.Sprintf(row.source, b.N), "@bench.lua"))
			b.ReportAllocs()
			b.ResetTimer()
			_, err := e.Resume("", nil)
			require.NoError(b, err)
		})
	}
}

package lib_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

// call runs a library function on texts, under limits, and returns whether it
// succeeded and its results.
func call(t *testing.T, source string, args ...luavm.Value) []luavm.Value {
	t.Helper()
	s := newState(luavm.Config{SoftSteps: 2_000_000, HardSteps: 2_000_000, MemoryLimit: 32 << 20})
	p, err := s.Compile(source, "=fuzz")
	require.NoError(t, err)
	vs, err := s.Call(s.Load(p, nil), args...)
	require.NoError(t, err)
	for _, v := range vs {
		if text, ok := v.AsString(); ok {
			require.NotContains(t, text, "internal error")
		}
	}
	return vs
}

func FuzzFormat(f *testing.F) {
	f.Add("%d %5.2f %s %q %x", "12")
	f.Add("%-+ #099.99g%c%%", "a\x00b")
	f.Fuzz(func(t *testing.T, format, arg string) {
		call(t, "local f, a = ... return pcall(string.format, f, a, #a, a, -#a / 3, a)", luavm.String(format), luavm.String(arg))
	})
}

// FuzzPack also checks that what was packed unpacks to the same values.
func FuzzPack(f *testing.F) {
	f.Add("<i4 >I2 z s1 !8 d Xi4 c3", "data")
	f.Add("i16 f B x b", "\xff\x00")
	f.Fuzz(func(t *testing.T, format, data string) {
		call(t, "local f, d = ... pcall(string.packsize, f) return pcall(string.unpack, f, d)", luavm.String(format), luavm.String(data))
		vs := call(t, `local f, d = ...
			local args, bytes = {}, {d:byte(1, 8)}
			for i = 1, 100 do args[i] = bytes[(i - 1) % 8 + 1] or 1 end
			local ok, s = pcall(string.pack, f, unpack(args))
			if not ok then return "skip" end
			local r = table.pack(pcall(string.unpack, f, s))
			if not r[1] then return r[2] end
			local packed, again = pcall(string.pack, f, unpack(r, 2, 101))
			if not packed then return again end
			return again == s and "same" or "different"`, luavm.String(format), luavm.String(data))
		outcome, _ := vs[0].AsString()
		if strings.Contains(outcome, "Too long without yielding") {
			return // such as c10000000: it fits into memory, but not twice into the budget
		}
		require.Contains(t, []string{"same", "skip"}, outcome)
	})
}

func FuzzGsub(f *testing.F) {
	f.Add("hello world", "(%w+)", "<%1>")
	f.Add("aaa", "a-", "%0%0")
	f.Fuzz(func(t *testing.T, subject, pattern, repl string) {
		if len(subject) > 300 || len(pattern) > 60 {
			return
		}
		call(t, "local s, p, r = ... pcall(string.gsub, s, p, r) return pcall(string.gsub, s, p, function(...) return (...) end)",
			luavm.String(subject), luavm.String(pattern), luavm.String(repl))
	})
}

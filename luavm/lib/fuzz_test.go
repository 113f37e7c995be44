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

// FuzzMatch: what find tells is what match returns, within the subject.
func FuzzMatch(f *testing.F) {
	f.Add("hello world", "%f[%w]o.-$", 3)
	f.Add("((a)b)", "%b()()", -2)
	f.Add("x\x00\xff", "[%z\x80-\xff^]*", 1)
	f.Fuzz(func(t *testing.T, subject, pattern string, init int) {
		if len(subject) > 300 || len(pattern) > 60 {
			return
		}
		if !strings.ContainsAny(pattern, "^$*+?.([%-") {
			return // find takes that for a plain text
		}
		vs := call(t, `local s, p, init = ...
			local r, m = table.pack(pcall(string.find, s, p, init)), table.pack(pcall(string.match, s, p, init))
			if not r[1] then return m[1] == false and m[2] == r[2] and "refused" or "match: " .. tostring(m[2]) end
			if not m[1] then return "find is content, but not match: " .. tostring(m[2]) end
			if not r[2] then return m[2] == nil and "none" or "match finds more" end
			if r[2] < 1 or r[3] < r[2] - 1 or r[3] > #s then return "beyond the subject" end
			if r.n > 3 then
				for i = 4, r.n do if r[i] ~= m[i - 2] then return "captures differ" end end
				return "captures"
			end
			if m[2] ~= s:sub(r[2], r[3]) then return "texts differ" end
			local n = 0
			pcall(function() for _ in s:gmatch(p) do n = n + 1 end end)
			return n <= #s + 1 and "found" or "gmatch finds too many"`,
			luavm.String(subject), luavm.String(pattern), luavm.Int(init))
		outcome, _ := vs[0].AsString()
		if strings.Contains(outcome, "Too long without yielding") {
			return
		}
		require.Contains(t, []string{"refused", "none", "captures", "found"}, outcome)
	})
}

// FuzzLoad: a source loads whole as it does in pieces, binary chunks are refused,
// and what has been loaded harms nobody.
func FuzzLoad(f *testing.F) {
	f.Add("return 1, ...", "=name", "bt", 3)
	f.Add("\x1bLua\x52\x00\x01\x04\x08\x04\x08\x00", "@path", "b", 1)
	f.Add("#!shebang\nlocal function f() return f() end", "", "t", 7)
	f.Add("for i = 1, 3 do goto x ::x:: end while true do end", "x", "", 0)
	f.Add("while true do end", "x", "t", 0)
	f.Fuzz(func(t *testing.T, source, name, mode string, piece int) {
		vs := call(t, `local source, name, mode, piece = ...
			local whole, message = load(source, name, mode, {})
			local at = 1
			local parts, message2 = load(function()
				local s = source:sub(at, at + piece)
				at = at + piece + 1
				return s
			end, name, mode, {})
			if message ~= message2 then return "in pieces: " .. tostring(message2) .. ", whole: " .. tostring(message) end
			if source:byte() == 27 and whole then return "a binary chunk loads" end
			if not whole then return type(message) == "string" and "refused" or "no message" end
			local co = coroutine.create(whole)
			local _, problem = coroutine.resume(co, 1, "x", {})
			if not tostring(problem):find("Too long", 1, true) then pcall(parts) end -- twice is too much
			return "loaded"`, luavm.String(source), luavm.String(name), luavm.String(mode), luavm.Int(piece&63))
		outcome, _ := vs[0].AsString()
		require.Contains(t, []string{"refused", "loaded"}, outcome)
	})
}

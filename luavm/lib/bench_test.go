package lib_test

import (
	"testing"

	"ccnet/luavm"
)

// benchmark runs a loop body b.N times in Lua after some preparation.
func benchmark(b *testing.B, prepare, body string) {
	b.Helper()
	s := newState(luavm.Config{})
	p, err := s.Compile(prepare+"\nfor i = 1, (...) do "+body+" end", "=bench")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := s.Call(s.Load(p, nil), luavm.Int(b.N)); err != nil {
		b.Fatal(err)
	}
}

const text = `local text = ("The quick brown fox, number 12345, jumps over the lazy dog. "):rep(20)` + "\n"

func BenchmarkFindPlain(b *testing.B)   { benchmark(b, text, `text:find("cat", 1, true)`) }
func BenchmarkFindPattern(b *testing.B) { benchmark(b, text, `text:find("(%d+), (%w+) x")`) }
func BenchmarkMatchShort(b *testing.B) {
	benchmark(b, "local s = 'key = value'", `local k, v = s:match("^(%w+)%s*=%s*(%w+)$")`)
}
func BenchmarkGsubString(b *testing.B) { benchmark(b, text, `text:gsub("%w+", "<%0>")`) }
func BenchmarkGsubFunction(b *testing.B) {
	benchmark(b, text+"local function f(w) return w end", `text:gsub("%w+", f)`)
}
func BenchmarkGmatch(b *testing.B) { benchmark(b, text, `for w in text:gmatch("%a+") do end`) }
func BenchmarkFormat(b *testing.B) {
	benchmark(b, "local format = string.format", `format("%d %s %5.2f", i, "name", 1.5)`)
}
func BenchmarkFormatSimple(b *testing.B) {
	benchmark(b, "local format = string.format", `format("%s:%d", "name", i)`)
}
func BenchmarkConcat(b *testing.B) {
	benchmark(b, "local t = {} for i = 1, 100 do t[i] = 'item' .. i end", `table.concat(t, ",")`)
}
func BenchmarkSortNumbers(b *testing.B) {
	benchmark(b, "local t = {}", `for j = 1, 100 do t[j] = (j * 37) % 101 end table.sort(t)`)
}
func BenchmarkSortFunction(b *testing.B) {
	benchmark(b, "local t = {} local function less(a, b) return a < b end", `for j = 1, 100 do t[j] = (j * 37) % 101 end table.sort(t, less)`)
}
func BenchmarkByteChar(b *testing.B) {
	benchmark(b, "local byte, char, s = string.byte, string.char, 'hello'", `char(byte(s, 2))`)
}
func BenchmarkByteMany(b *testing.B) {
	benchmark(b, "local byte, s = string.byte, ('x'):rep(1000)", `local t = {byte(s, 1, -1)}`)
}
func BenchmarkSub(b *testing.B)   { benchmark(b, text+"local sub = string.sub", `sub(text, 10, 20)`) }
func BenchmarkFloor(b *testing.B) { benchmark(b, "local floor = math.floor", `floor(i / 3)`) }
func BenchmarkBand(b *testing.B) {
	benchmark(b, "local band, bxor = bit32.band, bit32.bxor", `band(bxor(i, 255), 65535)`)
}
func BenchmarkInsertRemove(b *testing.B) {
	benchmark(b, "local t, insert, remove = {}, table.insert, table.remove", `insert(t, i) insert(t, i) remove(t)`)
}
func BenchmarkInsertFront(b *testing.B) {
	benchmark(b, "local t = {} for i = 1, 100 do t[i] = i end local insert, remove = table.insert, table.remove",
		`insert(t, 1, i) remove(t, 1)`)
}
func BenchmarkUnpack(b *testing.B) {
	benchmark(b, "local t = {1, 2, 3, 4, 5}", `local a, b, c = unpack(t)`)
}
func BenchmarkType(b *testing.B)     { benchmark(b, "local type = type", `type(i)`) }
func BenchmarkTostring(b *testing.B) { benchmark(b, "local tostring = tostring", `tostring(i)`) }
func BenchmarkIpairs(b *testing.B) {
	benchmark(b, "local t = {} for i = 1, 100 do t[i] = i end", `for _, v in ipairs(t) do end`)
}
func BenchmarkPcall(b *testing.B) {
	benchmark(b, "local pcall = pcall local function f() end", `pcall(f)`)
}
func BenchmarkYield(b *testing.B) {
	benchmark(b, "local f = coroutine.wrap(function() while true do coroutine.yield() end end)", `f()`)
}
func BenchmarkPack(b *testing.B) {
	benchmark(b, "local pack, unpack = string.pack, string.unpack", `unpack("<I4 I2", pack("<I4 I2", i, 7))`)
}
func BenchmarkRandom(b *testing.B) { benchmark(b, "local random = math.random", `random(100)`) }

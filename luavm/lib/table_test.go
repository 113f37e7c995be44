package lib_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

func TestTable(t *testing.T) {
	check(t, []row{
		{`local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) return unpack(t)`, "0 1 2 3"},
		{`local t = {} table.insert(t, 5, "x") return t[5], #t`, "x 0"},
		{`return pcall(table.insert, {}, 1, 2, 3)`, `false t:1: wrong number of arguments to "insert"`},
		{`return pcall(table.insert, {})`, `false t:1: wrong number of arguments to "insert"`},
		{`return pcall(table.insert, nil, 1)`, "false t:1: bad argument (table expected, got nil)"},
		{`return pcall(table.insert, {}, "x", 1)`, "false t:1: bad argument (number expected, got string)"},
		{`local t = {1, 2, 3} return table.remove(t), table.remove(t, 1), #t, t[1]`, "3 1 1 2"},
		{`return table.remove({}), select("#", table.remove({1}, 5)), select("#", table.remove({}))`, "nil 0 1"},
		{`table.concat({1, "b", 2.5}, ","), table.concat({}), table.concat({1, 2, 3}, "-", 2), table.concat({1, 2, 3}, "", 2, 2)`,
			"1,b,2.5  2-3 2"},
		{`return pcall(table.concat, {1, {}, 3})`, "false t:1: bad argument (string expected, got table)"},
		{`return pcall(table.concat, {1}, ",", 1, 2)`, "false t:1: bad argument (string expected, got nil)"},
		{`table.unpack == unpack, unpack({1, 2, 3}, 2)`, "true 2 3"},
		{`unpack({1, 2, nil, 4}, 1, 4)`, "1 2 nil 4"},
		{`return select("#", unpack({}, 1, 500000))`, "500000"},
		{`local t = {} for i = 1, 500000 do t[i] = i end return select("#", unpack(t)), (select(-1, unpack(t)))`, "500000 500000"},
		{`return pcall(unpack, {}, 1, 1e9)`, "false t:1: too many results to unpack"},
		{`return pcall(unpack, {}, 1, 2^31 - 1)`, "false t:1: too many results to unpack"},
		{`return pcall(unpack)`, "false t:1: attempt to get length of a nil value"},
		{`local t = table.pack(1, nil, 3) return t.n, t[1], t[2], t[3]`, "3 1 nil 3"},
		{`return unpack(table.move({1, 2, 3}, 2, 3, 1))`, "2 3 3"},
		{`return unpack(table.move({1, 2, 3}, 1, 3, 2))`, "1 1 2 3"},
		{`return unpack(table.move({1, 2, 3}, 1, 3, 1, {}))`, "1 2 3"},
		{`return pcall(table.move, {}, 1, 2^31 - 1, 2)`, "false t:1: bad argument #4 (destination wrap around)"},
		{`return pcall(table.move, {}, -5, 2^31 - 1, 2)`, "false t:1: bad argument #3 (too many elements to move)"},
		{`table.getn({1, 2}), table.maxn({1, [10] = 2, x = 3}), table.maxn({[-1] = 1})`, "2 10 0"},
		{`local s = 0 table.foreach({1, 2, x = 3}, function(k, v) s = s + v end) return s`, "6"},
		{`return table.foreach({1, 2}, function(k, v) if v == 2 then return k * 10 end end)`, "20"},
		{`local s = "" table.foreachi({1, 2, nil, 4}, function(i, v) s = s .. v end) return s`, "12"},
		{`return table.foreach({1}, coroutine.yield)`, "resumed"},
		{`return pcall(table.foreach, {}, 1)`, "false t:1: bad argument (function expected, got number)"},
		{`return table.setn, table.create`, "nil nil"},
	})
}

// proxy is a table that holds nothing itself, and counts what goes through.
const proxy = `local real, log = {3, 1, 2}, ""
local p = setmetatable({}, {__index = function(_, k) log = log .. "r" return real[k] end,
	__newindex = function(_, k, v) log = log .. "w" real[k] = v end, __len = function() return #real end})
local slow = setmetatable({}, {__index = function(_, k) coroutine.yield() return real[k] end,
	__newindex = function(_, k, v) coroutine.yield() real[k] = v end, __len = function() coroutine.yield() return #real end})
`

func TestTableMetamethods(t *testing.T) {
	check(t, []row{
		{proxy + `return table.concat(p, ","), log`, "3,1,2 rrr"},
		{proxy + `return table.concat(slow, ",")`, "3,1,2"},
		{proxy + `return unpack(p)`, "3 1 2"},
		{proxy + `return unpack(slow, 2, 4)`, "1 2 nil"},
		{proxy + `table.insert(p, 9) table.insert(slow, 1, 7) return unpack(real)`, "7 3 1 2 9"},
		{proxy + `return table.remove(p, 1), table.remove(slow), select("#", table.remove(p, 5)), unpack(real)`, "3 2 0 1"},
		{proxy + `table.sort(p) return unpack(real)`, "1 2 3"},
		{proxy + `table.sort(slow, function(a, b) coroutine.yield() return a > b end) return unpack(real)`, "3 2 1"},
		{proxy + `table.move(slow, 1, 3, 2) return unpack(real)`, "3 3 1 2"},
		{proxy + `return unpack(table.move(p, 1, 3, 1, {}))`, "3 1 2"},
		{`return table.concat(setmetatable({1, 2}, {__index = {}}), ",")`, "1,2"},
		{`return pcall(table.concat, setmetatable({}, {__len = function() return "x" end}))`, "false t:1: object length is not an integer"},
		{`return pcall(table.concat, setmetatable({}, {__len = function() return 1.5 end}))`, "false t:1: object length is not an integer"},
		{`return pcall(unpack, setmetatable({}, {__index = function() error("no", 0) end}), 1, 1)`, "false no"},
	})
}

func TestSort(t *testing.T) {
	check(t, []row{
		{`local t = {3, 1, 2} table.sort(t) return unpack(t)`, "1 2 3"},
		{`local t = {"b", "a", "C"} table.sort(t) return unpack(t)`, "C a b"},
		{`local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return unpack(t)`, "3 2 1"},
		{`local t = {} for i = 1, 6 do t[i] = {1, i} end table.sort(t, function(a, b) return a[1] < b[1] end)
			local s = "" for i = 1, 6 do s = s .. t[i][2] end return s`, "234561"}, // a heap sort
		{`local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t, function(a, b) coroutine.yield() return a < b end)
			for i = 2, 100 do if t[i - 1] > t[i] then return "wrong" end end return "sorted"`, "sorted"},
		{`local t = {} for i = 1, 50 do t[i] = (i * 37) % 101 end table.sort(t, function(a, b) return true end) return #t`, "50"},
		{`local mt = {__lt = function(a, b) return a.v < b.v end} local t = {}
			for i = 1, 9 do t[i] = setmetatable({v = (i * 5) % 9}, mt) end table.sort(t)
			local s = "" for i = 1, 9 do s = s .. t[i].v end return s`, "012345678"},
		{`return pcall(table.sort, {1, "x"})`, "false t:1: attempt to compare number with string"},
		{`return pcall(table.sort, {{}, {}})`, "false t:1: attempt to compare two table values"},
		{`return pcall(table.sort, {1, 2}, 5)`, "false t:1: bad argument (function expected, got number)"},
		{`return pcall(table.sort, {2, 1}, function() error("cmp", 0) end)`, "false cmp"},
		{`local t = {0/0, 1, 0/0, 2} table.sort(t) return #t`, "4"},
		{`local t = {1} table.sort(t, error) table.sort({}, error) return t[1]`, "1"},
	})
}

// TestElementByElement: with metamethods, elements are read and written in turn.
func TestElementByElement(t *testing.T) {
	s := newState(luavm.Config{})
	got := eval(t, s, `
		local log
		local function logged(n)
			log = {}
			local store = {}
			for i = 1, n do store[i] = i * 10 end
			return setmetatable({}, {__len = function() return n end,
				__index = function(_, k) log[#log + 1] = "r" .. k return store[k] end,
				__newindex = function(_, k, v) log[#log + 1] = "w" .. k .. "=" .. tostring(v) store[k] = v end})
		end
		local lines = {}
		local function note(...) lines[#lines + 1] = table.concat(log, " ") .. " -> " .. select("#", ...) .. " " .. tostring((...)) end
		note(table.insert(logged(3), 2, "x"))
		note(table.insert(logged(3), "y"))
		note(table.remove(logged(3)))
		note(table.remove(logged(3), 1))
		note(table.remove(logged(3), 4))
		note(rawequal(nil, table.move(logged(3), 1, 3, 2)))
		note(table.move(logged(3), 2, 3, 1) ~= nil)
		note(#table.move(logged(3), 1, 3, 2, {0}))
		local co = coroutine.wrap(function() return table.remove(setmetatable({}, {__len = function() return coroutine.yield("len") end,
			__index = function(_, k) return coroutine.yield("read " .. k) end, __newindex = function(_, k, v) coroutine.yield("write " .. k .. " " .. tostring(v)) end}), 1) end)
		lines[#lines + 1] = table.concat({co(), co(2), co("a"), co("b"), co(), co()}, ", ")
		return table.concat(lines, "\n")`)
	assert.Equal(t, `r3 w4=30 r2 w3=20 w2=x -> 0 nil
w4=y -> 0 nil
r3 w3=nil -> 1 30
r1 r2 w1=20 r3 w2=30 w3=nil -> 1 10
 -> 0 nil
r3 w4=30 r2 w3=20 r1 w2=10 -> 1 false
r2 w1=20 r3 w2=30 -> 1 true
r1 r2 r3 -> 1 4
len, read 1, read 2, write 1 b, write 2 nil, a`, got)
}

// TestProxies has tables that log what is done with their elements.
func TestProxies(t *testing.T) {
	const proxy = `local log, src = {}, {4, 2, 9, 1} local t = setmetatable({}, {
		__len = function() log[#log + 1] = "#" return #src end,
		__index = function(_, i) log[#log + 1] = "r" .. i return src[i] end,
		__newindex = function(_, i, v) log[#log + 1] = "w" .. i .. "=" .. v src[i] = v end})
		local function logged(...) local words = table.pack(...) for i = 1, words.n do words[i] = tostring(words[i]) end
			words = table.concat(words, " ") .. " | " .. table.concat(log, " ") log = {} return words end `
	check(t, []row{
		{proxy + `table.sort(t) return logged(table.concat(src, ","))`,
			"1,2,4,9 | # r2 r4 r1 r2 r3 w1=9 w3=4 r4 r1 w4=9 w1=1 r1 r2 r3 w1=4 w3=1 r3 r1 w3=4 w1=1 r1 r2 w1=2 w2=1 r2 r1 w2=2 w1=1 r1"},
		{proxy + `local ok, e = pcall(table.sort, t, function(a, b) if #log > 12 then error("x", 0) end return a < b end) return logged(e, table.concat(src, ","))`,
			"x 1,2,4,9 | # r2 r4 r1 r2 r3 w1=9 w3=4 r4 r1 w4=9 w1=1 r1 r2 r3"},
		{proxy + `return logged(pcall(table.sort, t, 5))`, "false t:6: bad argument (function expected, got number) | #"},
		{proxy + `return logged(table.concat(t, "-")) .. "; " .. logged(table.concat(t, "-", 3)) .. "; " .. logged(table.concat(t, "-", 2, 1))`,
			"4-2-9-1 | # r1 r2 r3 r4; 9-1 | # r3 r4;  | #"},
		{proxy + `src[2] = {} return logged(pcall(table.concat, t, ","))`, "false t:6: bad argument (string expected, got table) | # r1 r2"},
		{proxy + `return logged(pcall(table.concat, t, {})) .. "; " .. logged(pcall(table.concat, t, "", "x"))`,
			"false t:6: bad argument (string expected, got table) | #; false t:6: bad argument (number expected, got string) | #"},
		{proxy + `return logged(table.unpack(t, 2, 3)) .. "; " .. logged(table.unpack(t, 4))`, "2 9 | r2 r3; 1 | # r4"},
		{`local inner = {3, 1, 2} local t = setmetatable({}, {__index = inner, __newindex = inner, __len = function() return 3 end})
			table.sort(t) return table.concat(inner, ","), next(t)`, "1,2,3 nil"},
	})
}

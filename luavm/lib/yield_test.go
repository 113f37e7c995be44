package lib_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

// driver runs a body as a coroutine, resumes it with numbers, and returns what it
// yields and what comes of it.
const driver = `
local y, log = coroutine.yield, {}
local function tell(co, ...)
	local line = {coroutine.status(co), ...}
	for i = 1, select("#", ...) + 1 do line[i] = tostring(line[i]) end
	log[#log + 1] = table.concat(line, " ")
	return ...
end
local co = coroutine.create(function() BODY end)
local n = 0
tell(co, coroutine.resume(co))
while coroutine.status(co) ~= "dead" and n < 60 do
	n = n + 1
	tell(co, coroutine.resume(co, n, "extra"))
end
return table.concat(log, "; ")`

// TestYieldAnywhere yields from whatever may call a function of a program. The game does
// the same.
func TestYieldAnywhere(t *testing.T) {
	for _, r := range []row{
		{`local t = {3,1,2} table.sort(t, function(a,b) y("cmp", a, b) return a < b end) return table.concat(t, ",")`,
			`suspended true cmp 1 2; suspended true cmp 3 2; suspended true cmp 2 1; dead true 1,2,3`},
		{`local t = {5,3,4,1,2,9,8,7} table.sort(t, function(a,b) return y(a) and a < b end) return table.concat(t, ",")`,
			`suspended true 1; suspended true 9; suspended true 4; suspended true 7; suspended true 3; suspended true 3; suspended true 7; suspended true 5; suspended true 4; suspended true 5; suspended true 7; suspended true 1; suspended true 4; suspended true 1; suspended true 7; suspended true 1; suspended true 3; suspended true 1; suspended true 3; suspended true 4; suspended true 3; suspended true 2; suspended true 3; suspended true 1; suspended true 2; dead true 1,2,3,4,5,7,8,9`},
		{`local t = setmetatable({}, {__lt = function() end}) local mt = {__lt = function(a,b) y(a.v) return a.v < b.v end} local l = {} for i=1,4 do l[i] = setmetatable({v=5-i}, mt) end table.sort(l) return l[1].v, l[4].v`,
			`suspended true 3; suspended true 3; suspended true 4; suspended true 3; suspended true 1; suspended true 2; dead true 1 4`},
		{`return pcall(table.sort, {3,2,1}, function(a,b) y("x") error("bad") end)`,
			`suspended true x; dead true false t:9: bad`},
		{`return (("hello"):gsub("l", function(c) return y(c) end))`,
			`suspended true l; suspended true l; dead true he12o`},
		{`return ("hello world"):gsub("(%w)(%w)", function(a,b) return y(a, b) end)`,
			`suspended true h e; suspended true l l; suspended true w o; suspended true r l; dead true 12o 34d 4`},
		{`return ("abc"):gsub(".", setmetatable({}, {__index = function(t,k) return y(k) end}))`,
			`suspended true a; suspended true b; suspended true c; dead true 123 3`},
		{`return pcall(string.gsub, "abc", ".", function(c) y(c) error("in") end)`,
			`suspended true a; dead true false t:9: in`},
		{`return pcall(string.gsub, "abc", ".", function(c) return y(c) and {} end)`,
			`suspended true a; dead true false t:9: invalid replacement value (a table)`},
		{`for w in ("a b c"):gmatch("%w") do y(w) end return "done"`,
			`suspended true a; suspended true b; suspended true c; dead true done`},
		{`local n = 0 local f = load(function() n = n + 1 y(n) return ({"return ", "4", "2"})[n] end) return f()`,
			`suspended true 1; suspended true 2; suspended true 3; suspended true 4; dead true 42`},
		{`return load(function() y(1) error("reader") end)`,
			`suspended true 1; dead true nil t:9: reader`},
		{`return load(function() y(1) error({}) end) == nil`,
			`suspended true 1; dead true true`},
		{`return pcall(function() y(1) error("e", 0) end)`,
			`suspended true 1; dead true false e`},
		{`return xpcall(function() y(1) error("e", 0) end, function(m) return "h:" .. m end)`,
			`suspended true 1; dead true false h:e`},
		{`return xpcall(function() error("e", 0) end, function(m) y("in handler") return "h:" .. m end)`,
			`suspended true in handler; dead true false h:e`},
		{`return xpcall(function() local x = nil; return x.y end, function(m) y(m) return "h" end)`,
			`suspended true t:9: attempt to index local 'x' (a nil value); dead true false h`},
		{`return xpcall(function() error("e", 0) end, function(m) error("again", 0) end)`,
			`dead true false error in error handling`},
		{`return pcall(error)`,
			`dead true false nil`},
		{`local t = setmetatable({}, {__index = function(_, k) return y(k) end}) return t.a, t[1], t[true]`,
			`suspended true a; suspended true 1; suspended true true; dead true 1 2 3`},
		{`local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, y(v)) end}) t.a = 1 t[2] = 3 return t.a, t[2]`,
			`suspended true 1; suspended true 3; dead true 1 2`},
		{`local t = setmetatable({}, {__add = function(a,b) return y("add") end, __sub=function() return y("sub") end, __unm = function() return y("unm") end, __len = function() return y("len") end, __mod = function() return y("mod") end, __pow = function() return y("pow") end, __div = function() return y("div") end, __mul=function() return y("mul") end}) return t+1, 1-t, -t, #t, t%2, t^2, t/2, t*2`,
			`suspended true add; suspended true sub; suspended true unm; suspended true len; suspended true mod; suspended true pow; suspended true div; suspended true mul; dead true 1 2 3 4 5 6 7 8`},
		{`local t = setmetatable({}, {__concat = function(a,b) return y("cat") end}) return t .. "x", "x" .. t, 1 .. t .. "a" .. "b", "a" .. "b" .. t`,
			`suspended true cat; suspended true cat; suspended true cat; suspended true cat; dead true 1 2 13 a4`},
		{`local mt = {__eq = function() return y("eq") end} local a, b = setmetatable({}, mt), setmetatable({}, mt) return a == b, a ~= b`,
			`suspended true eq; suspended true eq; dead true true false`},
		{`local mt = {__lt = function() return y("lt") end, __le = function() return y("le") end} local a, b = setmetatable({}, mt), setmetatable({}, mt) local r = {} if a < b then r[#r+1] = 1 end if a <= b then r[#r+1] = 2 end if not (a > b) then r[#r+1] = 3 end while a < b do r[#r+1] = 4 break end return table.concat(r, ","), a >= b`,
			`suspended true lt; suspended true le; suspended true lt; suspended true lt; suspended true le; dead true 1,2,4 true`},
		{`local mt = {__lt = function() return y("lt") end} local a, b = setmetatable({}, mt), setmetatable({}, mt) return a <= b, a >= b`,
			`suspended true lt; suspended true lt; dead true false false`},
		{`local t = setmetatable({}, {__call = function(self, ...) return y(...) end}) return t(1, 2), (t(3)), pcall(t, 4), select("#", t(5, 6))`,
			`suspended true 1 2; suspended true 3; suspended true 4; suspended true 5 6; dead true 1 2 true 2`},
		{`local t = setmetatable({}, {__call = function(self, ...) return y(...) end}) return t(1, 2)`,
			`suspended true 1 2; dead true 1 extra`},
		{`for k, v in pairs(setmetatable({}, {__pairs = function(t) y("pairs") return function(_, k) k = (k or 0) + 1 y(k) if k < 3 then return k, k end end, t, nil end})) do y("body", k, v) end return "end"`,
			`suspended true pairs; suspended true 1; suspended true body 1 1; suspended true 2; suspended true body 2 2; suspended true 3; dead true end`},
		{`for i, v in ipairs(setmetatable({}, {__index = function(_, i) y("i", i) if i < 3 then return i * 2 end end})) do y("body", i, v) end return "end"`,
			`suspended true i 1; suspended true body 1 2; suspended true i 2; suspended true body 2 4; suspended true i 3; dead true end`},
		{`for a, b in function(s, c) y("it", s, c) if (c or 0) < 2 then return (c or 0) + 1, 7 end end, "st" do y(a, b) end return 1`,
			`suspended true it st nil; suspended true 1 7; suspended true it st 1; suspended true 2 7; suspended true it st 2; dead true 1`},
		{`return tostring(setmetatable({}, {__tostring = function() return y("ts") end}))`,
			`suspended true ts; dead true 1`},
		{`return tostring(setmetatable({}, {__tostring = function() y("ts") return "str" end}))`,
			`suspended true ts; dead true str`},
		{`return pcall(tostring, setmetatable({}, {__tostring = function() y("ts") return 5 end}))`,
			`suspended true ts; dead true true 5`},
		{`return ("%s|%s"):format(setmetatable({}, {__tostring = function() y("fmt") return "A" end}), setmetatable({}, {__tostring = function() y("fmt2") return "B" end}))`,
			`suspended true fmt; suspended true fmt2; dead true A|B`},
		{`return table.concat(setmetatable({}, {__index = function(_, i) return y(i) and "v" end, __len = function() y("len") return 3 end}), "-")`,
			`suspended true len; suspended true 1; suspended true 2; suspended true 3; dead true v-v-v`},
		{`return table.unpack(setmetatable({}, {__index = function(_, i) return y(i) end, __len = function() y("len") return 3 end}))`,
			`suspended true len; suspended true 1; suspended true 2; suspended true 3; dead true 2 3 4`},
		{`local t = setmetatable({}, {__len = function() y("len") return 2 end, __newindex = function(t,k,v) y("ni", k, v) rawset(t,k,v) end}) table.insert(t, "v") return rawlen(t), t[3]`,
			`suspended true len; suspended true ni 3 v; dead true 0 v`},
		{`local t = setmetatable({1,2,3}, {__len = function() y("len") return 3 end}) return table.remove(t), #t`,
			`suspended true len; suspended true len; dead true 3 3`},
		{`local t = setmetatable({}, {__index = function(_, i) y("r", i) return 4 - i end, __newindex = function(t, k, v) y("w", k, v) rawset(t, k, v) end, __len = function() y("len") return 3 end}) table.sort(t) return rawget(t, 1), rawget(t, 2), rawget(t, 3)`,
			`suspended true len; suspended true r 1; suspended true r 2; suspended true r 3; suspended true r 3; suspended true r 1; suspended true w 3 3; suspended true w 1 1; suspended true r 2; suspended true w 2 1; dead true 1 2 3`},
		{`local t = setmetatable({}, {__index = function(_, i) y("r", i) return i end, __newindex = function(t, k, v) y("w", k, v) rawset(t, k, v) end, __len = function() y("len") return 3 end}) return table.move and table.move(t, 1, 3, 2) == t`,
			`suspended true r 3; suspended true w 4 3; suspended true r 2; suspended true w 3 2; suspended true r 1; suspended true w 2 1; dead true true`},
		{`local s = 0 table.foreach({a=1}, function(k, v) s = s + v y(k) end) return s`,
			`suspended true a; dead true 1`},
		{`local s = 0 table.foreachi({1,2,3}, function(k, v) s = s + v y(k) if k == 2 then return "stop" end end) return s`,
			`suspended true 1; suspended true 2; dead true 3`},
		{`return next(setmetatable({}, {__index = y})), rawget(setmetatable({}, {__index = y}), 1), rawequal(1, 1)`,
			`dead true nil nil true`},
		{`return select("#", y()), select(2, y(1), y(2), y(3))`,
			`suspended true; suspended true 1; suspended true 2; suspended true 3; dead true 2 3 4 extra`},
		{`local co = coroutine.wrap(function() local r = coroutine.yield(1) return y and r end) return co(), co(9)`,
			`dead true 1 9`},
		{`local co = coroutine.wrap(function() error("inner", 0) end) return pcall(co)`,
			`dead true false inner`},
		{`local co = coroutine.wrap(function() error({1}) end) local ok, e = pcall(co) return ok, type(e), pcall(co)`,
			`dead true false table false t:9: cannot resume dead coroutine`},
		{`local co = coroutine.create(function() return pcall(coroutine.yield, 5) end) return coroutine.resume(co), select("#", coroutine.resume(co, 1, 2)), coroutine.resume(co), coroutine.status(co)`,
			`dead true true 4 false dead`},
		{`return coroutine.resume(coroutine.running()), coroutine.status(coroutine.running()), coroutine.isyieldable(), select(2, coroutine.running())`,
			`dead true false running true false`},
		{`return pcall(coroutine.wrap(function() return coroutine.yield(coroutine.status(coroutine.running())) end))`,
			`dead true true running`},
		{`return pcall(coroutine.resume, 5), pcall(coroutine.status), pcall(coroutine.create, 1), pcall(coroutine.wrap), pcall(coroutine.isyieldable, 5)`,
			`dead true false false false false false t:9: bad argument (thread expected, got number)`},
		{`local t = setmetatable({}, {__index = setmetatable({}, {__index = function(_, k) return y(k) end})}) return t.x`,
			`suspended true x; dead true 1`},
		{`local t = setmetatable({}, {__newindex = setmetatable({}, {__newindex = function(_, k, v) y(k, v) end})}) t.x = 1 return rawget(t, "x")`,
			`suspended true x 1; dead true nil`},
		{`local f = function() return y("tail") end return f()`,
			`suspended true tail; dead true 1 extra`},
		{`local t = setmetatable({}, {__index = function(t, k) return function(self, ...) return y(k, ...) end end}) return t:method(1, 2)`,
			`suspended true method 1 2; dead true 1 extra`},
		{`return (function(...) return y(...), ... end)(1, nil, 3)`,
			`suspended true 1 nil 3; dead true 1 1 nil 3`},
		{`local a = {y(1), y(2), [y("k")] = y("v"), y()} return #a`,
			`suspended true 1; suspended true 2; suspended true k; suspended true v; suspended true; dead true 4`},
		{`local s = "" for i = y("s"), y("e") do s = s .. i end return s`,
			`suspended true s; suspended true e; dead true 12`},
		{`if y(1) and y(2) or y(3) then return "yes" else return "no" end`,
			`suspended true 1; suspended true 2; dead true yes`},
		{`return y(1) == y(2), y(1) < y(2), not y(1), -y(1), y(1) .. y(2), #tostring(y(1))`,
			`suspended true 1; suspended true 2; suspended true 1; suspended true 2; suspended true 1; suspended true 1; suspended true 1; suspended true 2; suspended true 1; dead true false true false -6 78 1`},
		{`return string.rep(tostring(y(1)), 2), math.max(y(1), y(2)), assert(y(1), y(2))`,
			`suspended true 1; suspended true 1; suspended true 2; dead false t:9: bad argument (number expected, got string)`},
		{`return pcall(pcall, pcall, function() return y(1) end)`,
			`suspended true 1; dead true true true true 1 extra`},
		{`return pcall(function() local ok, e = pcall(function() y(1) error("a", 0) end) y(e) error("b:" .. e, 0) end)`,
			`suspended true 1; suspended true a; dead true false b:a`},
		{`debug.sethook(function(e) y(e) end, "", 3) local x = 1 for i = 1, 3 do x = x + i end debug.sethook() return x`,
			`suspended true count; suspended true count; suspended true count; suspended true count; suspended true count; dead true 7`},
		{`debug.sethook(function(e, l) y(e, l) end, "l") local x = 1 x = 2 debug.sethook() return x`,
			`dead true 2`},
		{`debug.sethook(function(e) y(e) end, "r") local f = function() return 5 end local r = f() debug.sethook() return r`,
			`suspended true return; suspended true return; dead true 5`},
		{`return setmetatable({}, {__metatable = "m", __name = "N", __tostring = function() return y(1) .. "" end}) and "ok"`,
			`dead true ok`},
		{`local env = setmetatable({}, {__index = function(_, k) return y(k) end, __newindex = function(_, k, v) y(k, v) end}) return load("g = a return b, c()", "n", "t", setmetatable({c = function() return y("c") end}, getmetatable(env)))()`,
			`suspended true a; suspended true g 1; suspended true b; suspended true c; dead true 3 4 extra`},
		{`local ok, e = pcall(string.format, "%s", setmetatable({}, {__tostring = function() y(1) error("fe", 0) end})) return ok, e`,
			`suspended true 1; dead true false fe`},
		{`local t = {} for i = 1, 50 do t[i] = (i * 7) % 50 end local n = 0 table.sort(t, function(a, b) n = n + 1 if n % 10 == 0 then y(n) end return a > b end) return t[1], t[50], n > 100`,
			`suspended true 10; suspended true 20; suspended true 30; suspended true 40; suspended true 50; suspended true 60; suspended true 70; suspended true 80; suspended true 90; suspended true 100; suspended true 110; suspended true 120; suspended true 130; suspended true 140; suspended true 150; suspended true 160; suspended true 170; suspended true 180; suspended true 190; suspended true 200; suspended true 210; suspended true 220; suspended true 230; suspended true 240; suspended true 250; suspended true 260; suspended true 270; suspended true 280; suspended true 290; suspended true 300; suspended true 310; suspended true 320; suspended true 330; suspended true 340; suspended true 350; suspended true 360; suspended true 370; suspended true 380; suspended true 390; suspended true 400; suspended true 410; dead true 49 0 true`},
		{`return pcall(table.sort, {1,2,3,4,5}, function(a, b) y(1) return true end)`,
			`suspended true 1; suspended true 1; suspended true 1; suspended true 1; suspended true 1; suspended true 1; suspended true 1; suspended true 1; suspended true 1; dead true true`},
		{`return utf8 and pcall(utf8.char, y(65), 66)`,
			`suspended true 65; dead true true`},
		{`for p, c in utf8.codes("ab") do y(p, c) end return utf8.len("ab")`,
			`suspended true 1 97; suspended true 2 98; dead true 2`},
	} {
		got := eval(t, newState(luavm.Config{Seed: 1}), strings.Replace(driver, "BODY", r.source, 1))
		assert.Equal(t, r.want, got, "%s", r.source)
	}
}

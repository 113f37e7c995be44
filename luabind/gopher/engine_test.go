package gopher

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestLikeTheDefaultEngine runs programs on both engines.
func TestLikeTheDefaultEngine(t *testing.T) {
	for name, bios := range map[string]string{
		"assert":       `say(assert(1, 2)) try(assert, false) try(assert, nil, "no") try(function() assert(false, "x") end) say(select("#", pcall(assert)))`,
		"error levels": `local function f(n) error("e", n) end local function g(n) f(n) end for n = 0, 4 do try(g, n) end try(error) try(error, { 1 } and nil) try(error, 5) try(function() error(5) end)`,
		"error through pcall": `local function f(n) local ok, e = pcall(error, "in", n) say(ok, e) end for n = 0, 3 do f(n) end
			local function outer() local function inner() say(pcall(string.rep)) end inner() end outer()`,
		"pcall": `try(nil) try(function(...) return ... end, 1, nil, 3) say(select("#", pcall(function() end))) say(pcall(pcall, error, "x"))
			local n = 0 local ok = pcall(function() n = n + 1 error("x") end) n = n + 1 say(n, ok)
			local fns = {} for i = 1, 3 do local x = i pcall(function() x = x + 10 error("e") end) fns[i] = function() x = x + 1 return x end end for i = 1, 3 do say(fns[i](), fns[i]()) end`,
		"xpcall": `say(xpcall(function(a, b) return a + b end, print, 2, 3)) say(xpcall(function() error("e") end, function(m) return m .. "!" end))
			say(xpcall(error, function(m) return type(m), 2 end)) say(xpcall(function() local x = nil; return x.y end, function(m) return "handled" end))`,
		"coroutines": `local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d + e end)
			say(coroutine.resume(co, 1, 2)) say(coroutine.status(co)) say(coroutine.resume(co, 10)) say(coroutine.resume(co, 3, 4)) say(coroutine.status(co)) say(coroutine.resume(co))
			say(coroutine.resume(coroutine.create(function() error("oops") end))) say(coroutine.resume(coroutine.create(function() error({}) end)) == false)
			local w = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) say(w(), w(), w(), w()) try(w)
			say(type(coroutine.running()), select(2, coroutine.running())) say(coroutine.isyieldable())
			local self self = coroutine.create(function() return coroutine.resume(self) end) say(coroutine.resume(self))
			local outer = coroutine.create(function() local me = coroutine.running() return coroutine.wrap(function() return coroutine.status(me) end)() end) say(coroutine.resume(outer))`,
		"yield anywhere": `local y = coroutine.yield
			local function drive(f) local co = coroutine.create(f) local out = {} while coroutine.status(co) ~= "dead" do local _, v = coroutine.resume(co, #out) out[#out + 1] = tostring(v) end say(table.concat(out, " ")) end
			drive(function() return pcall(function() y("a") error("b", 0) end) end)
			drive(function() local t = setmetatable({}, { __index = function(_, k) return y(k) end, __add = function() return y("add") end, __eq = function() y("eq") return true end, __lt = function() y("lt") return true end, __concat = function() return y("cat") end, __call = function(_, a) return y(a) end, __newindex = function(_, k) y("new" .. k) end, __tostring = function() y("str") return "s" end, __len = function() y("len") return 4 end, __unm = function() return y("unm") end })
				local u = setmetatable({}, getmetatable(t)) local r = { t.x, t + 1, t < u, t .. "x", t("call"), tostring(t), -t } t.z = 1 return #r end)
			drive(function() for i in function(_, i) i = (i or 0) + 1 y("it" .. i) if i < 3 then return i end end do y(i) end end)
			drive(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) y("cmp") return a < b end) return table.concat(t) end)
			drive(function() return (("abc"):gsub(".", function(c) return y(c) end)) end)
			drive(function() return load(function() return y("piece") and nil end) and "loaded" end)`,
		"load": `say(load("return 1 + 1")()) say(load("x y", "=chunk") == nil) say((select(2, load("error('x')", "@file.lua")))) try(load("error('x')", "@file.lua")) try(load("error('x')"))
			local env = { say = say } load("x = 5 function f() return x end", "c", "t", env)() say(env.x, env.f(), x) say(type(load(function() return nil end))) say(load("return 1", "n", "b"))
			local parts, i = { "return ", "4", "2" }, 0 say(load(function() i = i + 1 return parts[i] end)()) say(loadstring("return ...")(7))`,
		"environments": `local function f() return x end setfenv(f, { x = 3 }) say(f(), getfenv(f).x, getfenv(1) == _G, getfenv(say) == _G) try(setfenv, say2 or pcall, {})`,
		"tostring":     `say(1, 1.5, 1/3, 1e15, 1e16, 1e100, -0, 0/0 ~= 0/0, 1/0, -1/0, 2^53, 123456789012, 0.1, true, nil) say(tostring(setmetatable({}, { __tostring = function() return "T" end }))) say((tostring(setmetatable({}, { __name = "N" })):gsub("%x+$", "")))`,
		"tonumber":     `say(tonumber("0x10"), tonumber("1e5"), tonumber(" 5 "), tonumber("5x"), tonumber(""), tonumber("10", 2), tonumber("zz", 36), tonumber("ff", 16), tonumber("8", 8), tonumber(nil), tonumber("-7", 10), tonumber("1 2"), tonumber("0x"), tonumber("-0x10", 16)) try(tonumber) try(tonumber, "1", 99)`,
		"select":       `say(select("#")) say(select("#", nil, nil)) say(select(2, "a", "b", "c")) say(select(-1, "a", "b")) try(select, 0) try(select, -5, 1) say(select(5, 1))`,
		"raw":          `local t = setmetatable({}, { __index = { a = 1 }, __len = function() return 9 end, __eq = function() return true end }) say(rawget(t, "a"), #t, rawlen(t), rawequal(t, {}), rawlen("abc")) rawset(t, "a", 2) say(t.a) try(rawset, t, nil, 1) try(rawlen, 5)`,
		"metatables":   `try(setmetatable, 1, {}) try(setmetatable, {}) try(setmetatable, {}, 1) local p = setmetatable({}, { __metatable = "locked" }) say(getmetatable(p)) try(setmetatable, p, {}) say(getmetatable("").__index == string)`,
		"pairs":        `local t = { 1, 2, nil, 4, x = 1 } local n = 0 for k in pairs(t) do n = n + 1 end say(n) for i, v in ipairs({ 1, 2, nil, 4 }) do say(i, v) end for k, v in pairs(setmetatable({}, { __pairs = function() return function(_, k) if not k then return 1, 2 end end end })) do say(k, v) end for i, v in ipairs(setmetatable({}, { __index = function(_, i) if i < 3 then return i * 2 end end })) do say(i, v) end say(next({})) say(next({ 5 }))`,
		"strings":      `say(("abc"):byte(1, -1)) say(("abc"):byte(10)) say(string.char(72, 105)) try(string.char, 256) say(("abc"):rep(3, "-"), ("x"):rep(0), ("x"):rep(-1)) say(("hello"):sub(2, -2), ("hello"):sub(-3), ("hello"):sub(0), ("hello"):sub(4, 2)) say(("aBc"):upper(), ("aBc"):lower(), ("\228"):upper() == "\228", ("abc"):reverse(), #"a\0b") say(("x"):len()) try(string.rep) try(string.sub) try(string.rep, "x", 1e9) say(#("x"):rep(1e6)) say(pcall(string.dump, say))`,
		"find":         `say(("hello world"):find("o w")) say(("hello"):find("l+")) say(("hello"):find("")) say(("hello"):find("", 10)) say(("hello"):find("xyz")) say(("a.b"):find(".", 1, true)) say(("hello"):find("l", -2)) say(("hello"):find("(l)(l)")) say(("key = value"):match("^(%w+)%s*=%s*(%w+)$")) say(("abc"):match("()b()")) say(("  x "):match("^%s*(.-)%s*$")) say(("f(a(b)c)d"):match("%b()")) say(("THE (quick) fox"):find("%((%a+)%)")) say(("hello"):match(".-(l+)")) say(("aaa"):find("a-", 2)) say(("x=1,y=2"):gsub("(%w)=(%w)", "%2=%1"))`,
		"classes":      `say(("THE (quick) fox"):gsub("%f[%a]%a+", string.lower)) say(("[a]"):match("[%]]"), ("a-z"):match("[a%-]+"), ("^x"):match("[%^x]+"), ("]"):match("[]]"), ("a"):match("[^b]"), ("\0a"):match("%z") == nil, ("hello123"):match("%D+"), ("AbC"):gsub("%u", "_")) say(("%d"):gsub("%%d", "x")) say(("abc"):gsub("", "-")) say(("abc"):gsub("%w", "%0%0")) say(("abc"):gsub("^a", "x")) say(("hello"):gsub("l", { l = "L" })) say(("hello"):gsub("(h)(e)", function(a, b) return b .. a end)) say(("hello"):gsub("l", "x", 1)) say(("abc"):gsub(".", { a = 1, b = false }))`,
		"bad patterns": `for _, p in ipairs { "(", ")", "%", "[a", "[%", "%b", "%bx", "%f", "%1", "(()", "(.)%2", "a%" } do try(string.find, "abc(", p) end try(string.gsub, "x", "x", "%9") try(string.gsub, "x", "x", "%") say(("a.b"):gsub("%.", "%%%.")) try(string.gsub, "x", "x", true) try(string.gsub, "x", "x", function() return {} end)`,
		"gmatch":       `for a, b in ("k1=v1, k2=v2"):gmatch("(%w+)=(%w+)") do say(a, b) end for w in ("one two"):gmatch("%a+") do say(w) end for p in ("abc"):gmatch("()") do say(p) end say(("^a"):gmatch("^a")())`,
		"format":       `say(("%d %5d %-5d| %05d %+d %x %X %#x %o"):format(42, 42, 42, 42, 42, 255, 255, 255, 8)) say(("%s %10s %-10s| %.2s %q"):format("a", "b", "c", "defg", 'x"y\n\0z\\')) say(("%f %.2f %e %g %g %g %10.3f|%-10.1f|"):format(1.5, 2.345, 12345.678, 0.1, 1e20, 100000, 3.14159, 2.5)) say(("%c%c%%"):format(72, 105)) say(("%s %s %s"):format(nil, true, 1.5)) say(("%5s|%-5s|"):format(true, nil)) say(("%i %u"):format(3.0, 7)) say(("%g %g %f"):format(1/0, -1/0, 1/0)) try(string.format, "%d", 1.5) try(string.format, "%d", "x") try(string.format, "%y", 1) try(string.format, "%d") say(("%s"):format(setmetatable({}, { __tostring = function() return "meta" end }))) say(("%.3d|%08.3f|% d|%.0f"):format(5, 3.14159, 7, 2.5)) say(("%.14g %.3g %5.1g"):format(0.1, 1234567, 0.05)) say(("%x"):format(-1))`,
		"tables": `local t = { 1, 2, 3 } table.insert(t, 4) table.insert(t, 1, 0) table.insert(t, 3, "x") say(table.concat(t, ",")) say(table.remove(t), table.remove(t, 1), table.concat(t, ",")) say(table.remove({})) say(table.remove(t, 10)) t[#t] = nil table.insert(t, "end") say(table.concat(t, " ")) say(table.concat({}, "x"), table.concat({ 1, 2.5, "c" }, "-", 2, 3)) try(table.concat, { {} }) try(table.concat, { 1 }, "", 1, 3) say(table.unpack({ 1, 2, 3 }, 2)) say(table.unpack({}, 1, 2)) say(unpack({ 1 })) local p = table.pack(1, nil) say(p.n) try(table.insert, t) try(table.insert, 5, 1) try(table.unpack, {}, 1, 1e8) say(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), " ")) say(table.maxn({ 1, [10] = 2 }), table.getn({ 1, 2 }))
			local q = {} for i = 1, 100 do q[#q + 1] = i end for i = 1, 100 do table.remove(q, 1) end say(#q, next(q)) for i = 1, 10 do q[i] = i end for i = 10, 1, -1 do q[i] = nil end say(#q) q[1] = "a" say(#q)`,
		"sort":    `local t = { 5, 2, 8, 1 } table.sort(t) say(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) say(table.concat(t, " ")) local s = { "b", "a", "C" } table.sort(s) say(table.concat(s, " ")) say((pcall(table.sort, { 1, "x" }))) say((pcall(table.sort, { 3, 2, 1 }, function() error("cmp") end)))`,
		"math":    `say(math.floor(3.7), math.ceil(3.2), math.abs(-1), math.max(1, 5, 3), math.min(2, 0), math.sqrt(16), math.huge, -math.huge, math.pi, math.fmod(7, 3), math.fmod(-7, 3), math.modf(3.7)) say(math.log(8, 2), math.log(100, 10), math.log10(1000), math.exp(0), math.pow(2, 10), math.deg(math.pi), math.atan2(1, 1), math.ldexp(1, 4)) say(math.frexp(8)) say(-7 % 3, 7 % -3, 5.5 % 2, 2^0.5) for i = 1, 5 do say(math.random(), math.random(6), math.random(-5, 5)) end math.randomseed(42) say(math.random(1000)) try(math.random, 0) try(math.random, 2, 1) try(math.floor, "x") say(math.floor("3.5"))`,
		"bit32":   `say(bit32.band(0xff, 0x0f), bit32.bor(1, 2), bit32.bxor(5, 3), bit32.bnot(0), bit32.lshift(1, 31), bit32.rshift(0x80000000, 31), bit32.arshift(0x80000000, 4), bit32.lshift(1, 32), bit32.rshift(1, -1), bit32.lrotate(0x80000001, 1), bit32.rrotate(1, 1), bit32.extract(0xabcd, 4, 8), bit32.replace(0, 0xf, 4, 4), bit32.btest(1, 3), bit32.band(-1), bit32.band(2^32 + 5), bit32.band(), bit32.bor(1.9)) try(bit32.extract, 1, 32) try(bit32.extract, 1, -1) try(bit32.band, "x")`,
		"utf8":    `say(utf8.char(72, 228, 8364, 128512) == "H\195\164\226\130\172\240\159\152\128") for p, c in utf8.codes("a\195\164\226\130\172") do say(p, c) end say(utf8.len("a\195\164"), utf8.len("\255")) say(utf8.codepoint("\195\164bc", 1, -1)) say(utf8.offset("a\195\164b", 3), utf8.offset("a\195\164b", -1)) say(utf8.codepoint(utf8.char(0xd800), 1), utf8.len(utf8.char(0xdfff)), utf8.len("\192\128")) try(utf8.char, -1)`,
		"numbers": `say(0x10, 1e3, .5, 3., 0xA, 10 == "10", "10" + 5, "0x10" * 1, 10 .. "")`,
		"escapes": `say("\x41\65\z
			B\u{43}" == "AABC", '\'', "tab\tend", "a\
b", [[long]], [==[x]]y]==]) --[[ "\x ]] say("-- no \x41") --[==[
			]==] say(debug.getinfo(1, "l").currentline)`,
		"goto":             `for i = 1, 3 do if i == 2 then goto continue end say(i) ::continue:: end do local n = 0 ::top:: n = n + 1 if n < 3 then goto top end say(n) end`,
		"debug":            `local function f() return debug.getinfo(1, "nSl"), debug.getinfo(2, "l") end local a, b = f() say(a.short_src, a.source, a.what, a.currentline, a.linedefined, b.currentline, a.name) say(debug.getinfo(print or say, "S").what, debug.getinfo(50), debug.getinfo(pcall, "S").short_src) say((debug.traceback("msg"):match("^msg\nstack traceback:\n\tbios.lua:%d+:"))) say(debug.traceback(5), debug.traceback({}) ~= nil) say(debug.getmetatable("").__index == string)`,
		"closures":         `local fns = {} for i = 1, 3 do fns[i] = function() i = i + 1 return i end end say(fns[1](), fns[1](), fns[2]()) local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end local inc, get = counter() inc() inc() say(get())`,
		"varargs":          `local function f(...) local a, b = ... return select("#", ...), a, b, ... end say(f()) say(f(nil, nil)) say((f(1, 2, 3))) say(f(1, 2), 9) local t = { f(1) } say(#t) local function g(...) return ... end say(g(g(1, 2), g(3, 4)))`,
		"method":           `local o = { n = 1 } function o:add(k) self.n = self.n + k return self end say(o:add(2):add(3).n) say(("x"):rep(3):upper()) say(#{ n = 1, 2, 3 })`,
		"events":           `os.queueEvent("a", 1, nil, "x", { 1, 2, { y = true } }) local e = table.pack(coroutine.yield("a")) say(e.n, e[1], e[2], e[3], e[4], e[5][3].y) os.queueEvent("f", say, { f = say, g = 1 }) local _, f, t = coroutine.yield() say(f, t.f, t.g) local shared = {} os.queueEvent("s", { shared, shared }) local _, t = coroutine.yield("s") say(t[1] == t[2]) local cyc = {} cyc[1] = cyc os.queueEvent("c", cyc) _, t = coroutine.yield("c") say(t[1] == t)`,
		"natives":          `try(os.startTimer) try(os.startTimer, "x") try(os.startTimer, 0/0) try(fs.open, "x") try(fs.open, "nope", "r") say(fs.open("nope", "r")) local h = fs.open("f", "w") h.write("hi") h.write(5) h.write(nil) h.close() try(h.write, "x") local r = fs.open("f", "r") say(r.readAll()) r.close() try(fs.delete, "rom") try(peripheral.call, "left", "x") say(redstone == rs, term.isColour())`,
		"strange indexing": `local t = {} t[1.5] = "a" t[-1] = "b" t[0] = "c" t[2^53] = "d" t[true] = "e" say(t[1.5], t[-1], t[0], t[2^53], t[true]) try(function() t[nil] = 1 end) say(t[nil]) try(function() t[0/0] = 1 end)  t[1e6] = 1 say(t[1e6], #t == 0 or #t == 1e6)`,
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, runCraft(t, bios), run(t, bios))
		})
	}
}

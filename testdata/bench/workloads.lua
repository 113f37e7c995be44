-- Workloads for Lua engines, in plain Lua. The chunk returns a list of {name,
-- function}; whoever runs it does the timing. If the global CRYPTONET holds the text
-- of an original cryptoNet.lua, its ciphers and big numbers are measured too.
local order = {}
local function bench(name, f) order[#order + 1] = { name, f } end

bench("fib30", function() local function fib(n) if n < 2 then return n end return fib(n-1)+fib(n-2) end return fib(30) end)
bench("numloop", function() local s = 0 for i = 1, 1e7 do s = (s + i * 3) % 1000003 end return s end)
bench("floatloop", function() local x = 0.5 for i = 1, 5e6 do x = x * 1.0000001 + 0.25 if x > 1e6 then x = x - 1e6 end end return x end)
bench("str_concat", function() local t = 0 for i = 1, 300000 do local s = "k" .. i .. ":" .. (i*2) t = t + #s end local s = "" for i = 1, 20000 do s = s .. "x" end return t + #s end)
bench("str_fmt_gsub", function() local n = 0 for i = 1, 60000 do n = n + #string.format("%d %s %5.2f %x", i, "abc", i/3, i) end
  local s = ("the quick brown fox "):rep(50) for i = 1, 100 do n = n + #(s:gsub("%w+", string.upper)) n = n + #(s:gsub("(%w+) (%w+)", "%2 %1")) end
  for i = 1, 100000 do n = n + s:byte(i % 900 + 1) + #s:sub(i % 900, i % 900 + 5) + (s:find("fox", 1, true)) end return n end)
bench("tbl_insert_read", function() local s = 0 for r = 1, 10 do local t = {} for i = 1, 100000 do t[i] = i end for i = 1, 100000 do s = s + t[i] end end
  for r = 1, 5 do local t = {} for i = 1, 50000 do table.insert(t, i) end while #t > 0 do s = s + table.remove(t) end end return s end)
bench("tbl_hash", function() local t, s = {}, 0 for i = 1, 1000 do t["key" .. i] = i end for r = 1, 300 do for k, v in pairs(t) do s = s + v end end
  for i = 1, 2000000 do local o = t.key5; t.key6 = o; s = s + t.key7 end return s end)
bench("closure_method", function() local C = {} C.__index = C function C.new(x) return setmetatable({x=x}, C) end function C:add(y) self.x = self.x + y return self end
  local o = C.new(0) for i = 1, 2000000 do o:add(i) end local function mk(i) return function(y) return i + y end end local s = 0 for i = 1, 1000000 do s = s + mk(i)(1) end return o.x + s end)
bench("coro_1e6", function() local co = coroutine.wrap(function() while true do coroutine.yield(1) end end) local s = 0 for i = 1, 1000000 do s = s + co() end return s end)
bench("coro_create", function() local s = 0 for i = 1, 100000 do local co = coroutine.create(function(a) local b = coroutine.yield(a) return b end) coroutine.resume(co, 1) coroutine.resume(co, 2) s = s + 1 end return s end)
bench("pcall_1e6", function() local s = 0 local f = function(x) return x + 1 end for i = 1, 1000000 do local ok, v = pcall(f, i) s = s + v end for i = 1, 50000 do local ok, e = pcall(error, "x") end return s end)
bench("sort_100k", function() local t, x = {}, 42 for i = 1, 100000 do x = (x * 1103515245 + 12345) % 2147483648 t[i] = x end table.sort(t) table.sort(t, function(a, b) return a > b end) return t[1] end)

-- The original CryptoNet's own work, if its text is given.
if CRYPTONET then
  bit = { bnot = bit32.bnot, band = bit32.band, bor = bit32.bor, bxor = bit32.bxor,
    brshift = bit32.arshift, blshift = bit32.lshift, blogic_rshift = bit32.rshift }
  unpack = unpack or table.unpack
  os = os or { clock = function() return 0 end }
  os.queueEvent, os.sleep, sleep, write = function() end, function() end, function() end, function() end
  assert(load(CRYPTONET, "@cryptoNet.lua"))()
  local key, iv = {}, {}
  for i = 1, 16 do key[i], iv[i] = i * 7, i * 3 end
  local kilobyte = ("abcdefgh12345678"):rep(64)
  bench("CN_sha256_1KBx5", function() local d for i = 1, 5 do d = sha256.digest(kilobyte) end return d:toHex():sub(1, 8) end)
  bench("CN_aes_1KBx5", function() local c for i = 1, 5 do c = aes.encrypt_str(kilobyte, key, iv) end return #c end)
  bench("CN_rsa_crypt", function() local k = rsaCrypt local n = "85853498734981749817349871349817349817349871349817349817349817349817349817" local e = "170141183460469231731687303715884105727" local m = "1234567890123456789012345678901234567890123456789" local r for i = 1, 2 do r = k.crypt({shared=n, public=e}, m) end return r:sub(1,8) end)
  bench("CN_rsa_prime", function() local n = rsaCrypt.bigint("170141183460469231731687303715884105727") math.randomseed(7) local r = rsaKeygen.modexp(rsaCrypt.bigint("98765432109876543210987654321"), n - 1, n) return tostring(r) end)
end

return order

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

-- SHA-256 in Lua, as programs do it that have no other.
do
  local band, bxor, bnot, rrot, rsh = bit32.band, bit32.bxor, bit32.bnot, bit32.rrotate, bit32.rshift
  local K, H0 = {}, {}
  do -- constants from the primes
    local c, n = 0, 2
    while c < 64 do
      local p = true
      for d = 2, math.floor(n ^ 0.5) do if n % d == 0 then p = false break end end
      if p then
        c = c + 1
        K[c] = math.floor((n ^ (1 / 3) % 1) * 2 ^ 32)
        if c <= 8 then H0[c] = math.floor((n ^ 0.5 % 1) * 2 ^ 32) end
      end
      n = n + 1
    end
  end
  local function sha256(s)
    local len = #s
    s = s .. "\128" .. ("\0"):rep((55 - len) % 64)
    local bits = len * 8
    local tail = ""
    for i = 7, 0, -1 do tail = tail .. string.char(math.floor(bits / 2 ^ (8 * i)) % 256) end
    s = s .. tail
    local h = { table.unpack(H0) }
    local w = {}
    for p = 1, #s, 64 do
      for i = 0, 15 do
        local a, b, c, d = s:byte(p + i * 4, p + i * 4 + 3)
        w[i + 1] = ((a * 256 + b) * 256 + c) * 256 + d
      end
      for i = 17, 64 do
        local x, y = w[i - 15], w[i - 2]
        w[i] = (w[i - 16] + bxor(rrot(x, 7), rrot(x, 18), rsh(x, 3)) + w[i - 7] + bxor(rrot(y, 17), rrot(y, 19), rsh(y, 10))) % 4294967296
      end
      local a, b, c, d, e, f, g, hh = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
      for i = 1, 64 do
        local t1 = hh + bxor(rrot(e, 6), rrot(e, 11), rrot(e, 25)) + bxor(band(e, f), band(bnot(e), g)) + K[i] + w[i]
        local t2 = bxor(rrot(a, 2), rrot(a, 13), rrot(a, 22)) + bxor(band(a, b), band(a, c), band(b, c))
        hh, g, f, e, d, c, b, a = g, f, e, (d + t1) % 4294967296, c, b, a, (t1 + t2) % 4294967296
      end
      h[1], h[2], h[3], h[4] = (h[1] + a) % 4294967296, (h[2] + b) % 4294967296, (h[3] + c) % 4294967296, (h[4] + d) % 4294967296
      h[5], h[6], h[7], h[8] = (h[5] + e) % 4294967296, (h[6] + f) % 4294967296, (h[7] + g) % 4294967296, (h[8] + hh) % 4294967296
    end
    return ("%08x%08x%08x%08x%08x%08x%08x%08x"):format(table.unpack(h))
  end
  assert(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

  bench("sha256_1000", function() local s = ("a"):rep(64) for i = 1, 1000 do s = sha256(s) end return s end)
end

-- Text forms of tables, written and read back.
do
  local function encode(v)
    local t = type(v)
    if t == "table" then
      local parts = {}
      if #v > 0 then
        for i, item in ipairs(v) do parts[i] = encode(item) end
        return "[" .. table.concat(parts, ",") .. "]"
      end
      for k, item in pairs(v) do parts[#parts + 1] = string.format("%q:%s", k, encode(item)) end
      return "{" .. table.concat(parts, ",") .. "}"
    elseif t == "string" then
      return '"' .. v:gsub('[%c"\\]', function(c) return string.format("\\u%04x", c:byte()) end) .. '"'
    end
    return tostring(v)
  end
  local function decode(s)
    local at = 1
    local value
    local function blank() at = s:find("%S", at) or #s + 1 end
    local function text()
      local out, from = {}, at + 1
      while true do
        local to = s:find('["\\]', from)
        out[#out + 1] = s:sub(from, to - 1)
        if s:sub(to, to) == '"' then at = to + 1 return table.concat(out) end
        out[#out + 1] = string.char(tonumber(s:sub(to + 2, to + 5), 16))
        from = to + 6
      end
    end
    function value()
      blank()
      local c = s:sub(at, at)
      if c == "{" or c == "[" then
        local out, close = {}, c == "{" and "}" or "]"
        at = at + 1
        blank()
        while s:sub(at, at) ~= close do
          local key = #out + 1
          if c == "{" then blank() key = text() blank() at = at + 1 end
          out[key] = value()
          blank()
          if s:sub(at, at) == "," then at = at + 1 end
        end
        at = at + 1
        return out
      elseif c == '"' then
        return text()
      end
      local from, to = s:find("^[%w%.%-%+]+", at)
      at = to + 1
      local word = s:sub(from, to)
      if word == "true" then return true elseif word == "false" then return false end
      return tonumber(word)
    end
    return value()
  end
  local record = { name = "server", ports = { 80, 443, 8080 }, open = true, note = 'a "quoted" line\n', load = 0.25, nested = { a = { b = { c = { 1, 2, 3 } } } } }
  bench("json_3000", function() local n = 0 for i = 1, 3000 do record.id = i n = n + decode(encode(record)).id end return n end)
end

-- A tokenizer, byte by byte and by patterns.
do
  local source = ([[
local function area(width, height) -- of a room
  if width <= 0 or height <= 0 then return nil, "no room" end
  return width * height + 0x10, 'done'
end
]]):rep(40)
  local keywords = {}
  for word in ("and break do else elseif end false for function if in local nil not or repeat return then true until while"):gmatch("%a+") do keywords[word] = true end
  local function tokens(s)
    local out, at, n = {}, 1, #s
    while at <= n do
      local c = s:byte(at)
      if c <= 32 then
        at = at + 1
      elseif c == 45 and s:byte(at + 1) == 45 then
        at = s:find("\n", at, true)
      elseif c >= 97 and c <= 122 or c >= 65 and c <= 90 or c == 95 then
        local _, to = s:find("^[%w_]+", at)
        local word = s:sub(at, to)
        out[#out + 1] = keywords[word] and word or "name"
        at = to + 1
      elseif c >= 48 and c <= 57 then
        local _, to = s:find("^[%w%.]+", at)
        out[#out + 1] = tonumber(s:sub(at, to))
        at = to + 1
      elseif c == 34 or c == 39 then
        local to = at + 1
        while s:byte(to) ~= c do to = to + 1 end
        out[#out + 1] = s:sub(at + 1, to - 1)
        at = to + 1
      else
        out[#out + 1] = s:sub(at, at)
        at = at + 1
      end
    end
    return out
  end
  bench("tokenizer", function() local n = 0 for i = 1, 60 do n = n + #tokens(source) end return n end)
end

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

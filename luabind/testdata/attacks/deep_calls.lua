-- Recursion of every kind.
-- expect: stack overflow
-- expect: done
local function f() return 1 + f() end
local function try(...) local ok, message = pcall(...) print(ok, (tostring(message):sub(1, 100))) end
try(f)
local function p() return pcall(p) end
try(p)
local function p2() return 1, pcall(p2) end
try(p2)
local function x() return xpcall(x, x) end
try(x)
local mt = {}
mt.__index = function(t, k) return t[k .. "x"] end
try(function() return setmetatable({}, mt).x end)
mt.__add = function(a, b) return a + b end
try(function() return setmetatable({}, mt) + 1 end)
mt.__tostring = function(t) return tostring(t) end
try(tostring, setmetatable({}, mt))
mt.__unm = function(a) return -a end
try(function() return -setmetatable({}, mt) end)
mt.__len = function(a) return #a end
try(function() return #setmetatable({}, mt) end)
mt.__call = function(self, ...) return 1, self(...) end
try(setmetatable({}, mt))
local function s(t) table.sort(t, function() s(t) end) end
try(s, { 3, 2, 1 })
local function g() return load(g) end
try(g)
local function d() dofile("attack.lua") end
local function many(...) return many(1, ...) end
try(many)
print("done")

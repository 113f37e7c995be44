-- Arguments and results by the million.
-- expect: done
local t = table.pack(table.unpack({}, 1, 1e6))
print(t.n)
local function f(...) return select("#", ...) end
print(pcall(function() return f(table.unpack({}, 1, 1999999)) end))
local function g(n, ...) return g(n, n, ...) end
print(pcall(g, 1))
print(pcall(function() return { table.unpack({}, 1, 1e6) }, #{ table.unpack({}, 1, 1e6) } end) )
print(pcall(coroutine.wrap(function(...) return coroutine.yield(...) end), table.unpack({}, 1, 1e6)) )
print("done")

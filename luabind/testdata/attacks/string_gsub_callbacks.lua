-- gsub with functions that recurse, yield, fail, and give back giants.
-- expect: done
local function f(s) return (s:gsub(".", f)) end
print(pcall(f, "x"))
print(pcall(string.gsub, ("x"):rep(1000), ".", function() return ("y"):rep(1e6) end))
print(pcall(string.gsub, ("x"):rep(1e5), "", ("z"):rep(1e5)))
print(pcall(string.gsub, ("x"):rep(1e4), ".", ("%0"):rep(1e5)))
local co = coroutine.wrap(function() return ("x"):rep(1000):gsub(".", coroutine.yield) end)
for i = 1, 1000 do co("y") end
print(pcall(string.gsub, "x", ".", setmetatable({}, { __index = function() error("no") end })))
print("done")

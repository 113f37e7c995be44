-- load with readers that never end, that recurse, that yield, that fail.
-- expect: done
print(pcall(load, function() return ("x = 1 "):rep(1e5) end))
local function again() return load(again) end
print(pcall(load, again))
print(pcall(load, function() error({}) end))
print(pcall(load, coroutine.wrap(function() for i = 1, 10 do coroutine.yield("x = 1 ") end end)))
print(pcall(load, function() return 1 end), pcall(load, function() return {} end))
print("done")

-- Coroutines that resume coroutines that resume coroutines.
-- expect: (stack overflow|not enough memory|Too long)
-- expect: done
local depth = 0
local function f() depth = depth + 1 return coroutine.wrap(f)() end
local ok, message = pcall(f)
print(ok, (tostring(message):sub(-100)))
local co
co = coroutine.wrap(function() return co() end)
print(pcall(co))
print("done")

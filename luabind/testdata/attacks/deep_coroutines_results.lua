-- Coroutines that hand on the results of coroutines, one more each.
-- expect: Too long without yielding
local function g() return coroutine.resume(coroutine.create(g)) end
print(g())

-- Coroutines that start coroutines that loop.
-- expect: Too long without yielding
local function spin() while true do pcall(coroutine.wrap(spin)) end end
while true do pcall(coroutine.wrap(function() while true do end end)) pcall(coroutine.resume, coroutine.create(spin)) end

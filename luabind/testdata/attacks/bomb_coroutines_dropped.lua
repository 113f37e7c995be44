-- Coroutines, dropped as soon as they wait.
-- expect: Too long without yielding
while true do coroutine.wrap(function() local t = { coroutine.yield() } end)() end

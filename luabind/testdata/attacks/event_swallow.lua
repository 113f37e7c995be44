-- Takes all events raw and lets none through, terminate included.
-- expect: (limit of 20s|no computer had anything)
while true do coroutine.yield() end

-- Queues events without end.
-- expect: Too long without yielding
while true do os.queueEvent("x", 1, 2, 3) end

-- Reboots and shuts down a hundred thousand times before it yields.
-- quick
-- expect: (exit 0|end: programs)
for i = 1, 1e5 do os.shutdown() os.reboot() os.queueEvent("x") os.startTimer(0) end
print("still here")
while true do coroutine.yield() end

-- Main-thread work without waiting for it.
-- expect: done
for i = 1, 2e4 do
	local co = coroutine.create(function() peripheral.call("front", "playSound", "x") peripheral.call("top", "ejectDisk") peripheral.call("bottom", "newPage") end)
	coroutine.resume(co)
end
sleep(1)
print("done")

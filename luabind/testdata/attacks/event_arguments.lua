-- Events with very many arguments, kept in the queue.
-- expect: (done|not enough memory|exit 1)
local args = {} for i = 1, 1e6 do args[i] = i end
for i = 1, 300 do pcall(os.queueEvent, "x", table.unpack(args)) end
os.pullEvent("x")
print("done")

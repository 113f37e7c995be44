-- Queues giant strings and tables.
-- expect: (done|Too long without yielding)
local s = ("x"):rep(2e7)
for i = 1, 300 do os.queueEvent("x", s .. i) end
local t = {}
for i = 1, 2e5 do t[i] = i end
for i = 1, 300 do os.queueEvent("y", t) end
for i = 1, 2 do os.pullEvent() end
print("done")

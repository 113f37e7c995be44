-- Copies a large table into an event that nobody takes, over and over.
-- expect: Too long without yielding
local t = {}
for i = 1, 5e4 do t[i] = { i } end
while true do os.queueEvent("x", t) end

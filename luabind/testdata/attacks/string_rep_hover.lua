-- Keeps as many small tables as it can and makes large strings beside them, so
-- that the memory must be looked at again and again.
-- expect: full
-- expect: (done|Too long without yielding)
local kept = {}
pcall(function() while true do kept[#kept + 1] = {} end end)
for i = 1, #kept / 8 do kept[#kept] = nil end
print("full")
while true do pcall(string.rep, "x", 3e6) end

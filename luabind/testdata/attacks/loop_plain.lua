-- A loop without end.
-- expect: attack.lua:5: Too long without yielding
-- expect: exit 1
local n = 0
while true do n = n + 1 end

-- A string that doubles for ever.
-- quick
-- expect: attack.lua:\d+: not enough memory
local s = "x"
while true do s = s .. s end

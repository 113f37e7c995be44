-- A table that grows until there is no more memory.
-- expect: attack.lua:\d+: not enough memory
local t = {}
for i = 1, math.huge do t[i] = i end

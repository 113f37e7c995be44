-- Fills the globals and the metatable of strings, and catches everything.
-- expect: (exit|limit of 20s)
local mt = getmetatable("")
while true do
	pcall(function() for i = 1, math.huge do _G["k" .. i] = {} mt[i] = {} end end)
end

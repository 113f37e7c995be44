-- Compiles ever new sources, none of them kept.
-- expect: Too long without yielding
local body = ("x = x + 1 "):rep(1000)
for i = 1, math.huge do load("local y = " .. i .. " " .. body) end

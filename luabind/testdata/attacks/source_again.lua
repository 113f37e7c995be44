-- Compiles ever new sources, each of them kept.
-- expect: not enough memory|Too long without yielding
local body = ("x = x + 1 "):rep(1000)
local kept = {}
local ok, message = pcall(function()
	for i = 1, math.huge do kept[i] = load(body .. i .. " = 1") or load("local y = " .. i .. " " .. body) end
end)
print(message)

-- Yields in pcall, in metamethods, in iterators, in coroutines of coroutines.
-- expect: limit of 20s
local function storm() while true do pcall(coroutine.yield, "x") end end
local mt = { __index = function() return coroutine.yield() end }
parallel.waitForAll(storm, storm, function()
	while true do
		os.queueEvent("x")
		pcall(function() return setmetatable({}, mt)[1] end)
		os.queueEvent("x")
		for _ in coroutine.yield do break end
	end
end)

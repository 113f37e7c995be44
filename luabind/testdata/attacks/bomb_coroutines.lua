-- As many coroutines as can be, each under way.
-- expect: not enough memory
local kept = {}
print(pcall(function()
	while true do
		local co = coroutine.create(function() coroutine.yield() end)
		coroutine.resume(co)
		kept[#kept + 1] = co
	end
end))

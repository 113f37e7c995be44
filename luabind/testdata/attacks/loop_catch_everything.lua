-- Catches the abort in a coroutine, and goes on after every yield.
-- expect: told
-- expect: (limit of 20s|exit 0)
local told
local co = coroutine.wrap(function()
	while true do
		pcall(function() while true do end end)
		if not told then told = true print("told") end
		os.queueEvent("x")
		os.pullEvent("x")
	end
end)
local filter = co()
while true do filter = co(coroutine.yield(filter)) end

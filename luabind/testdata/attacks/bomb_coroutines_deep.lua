-- Coroutines with deep stacks, kept.
-- expect: not enough memory
local kept = {}
local function f(n) if n == 0 then coroutine.yield() return 0 end return 1 + f(n - 1) end
print(pcall(function()
	while true do
		local co = coroutine.create(f)
		coroutine.resume(co, 5000)
		kept[#kept + 1] = co
	end
end))

-- Yields, errors and coroutines in the order of a sort.
-- quick
-- expect: done
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 200 end
local co = coroutine.wrap(function()
	table.sort(t, function(a, b) coroutine.yield(a) return a < b end)
	return "sorted"
end)
repeat local r = co() until r == "sorted"
print(t[1], t[200])
print(pcall(table.sort, t, function() error("no") end))
print(pcall(table.sort, t, coroutine.wrap(function() error("wrapped") end)))
print("done")

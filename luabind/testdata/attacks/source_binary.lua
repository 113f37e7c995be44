-- Chunks that claim to be compiled, and junk.
-- quick
-- expect: done
print(load("\27Lua" .. ("\0"):rep(1e5)))
for seed = 1, 300 do
	math.randomseed(seed)
	local t = {}
	for i = 1, 200 do t[i] = string.char(math.random(0, 255)) end
	load(table.concat(t))
	load("return " .. table.concat(t))
	load("\27" .. table.concat(t), "x", "b")
end
print("done")

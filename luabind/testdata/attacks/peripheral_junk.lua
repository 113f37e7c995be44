-- Calls of every method of every peripheral with junk.
-- expect: done
local junk = { false, true, 0/0, 1/0, -1/0, 2^53, -1, 0, 1e300, "", "\27[2J", ("x"):rep(1e4), {}, { {} }, print, coroutine.create(print), "back", "left" }
local cyclic = {} cyclic[1] = cyclic
junk[#junk + 1] = cyclic
math.randomseed(1)
local sleepless = { pullEvent = true }
for _, side in ipairs(peripheral.getNames()) do
	for _, method in ipairs(peripheral.getMethods(side)) do
		for i = 1, 60 do
			local args = {}
			for j = 1, math.random(0, 5) do args[j] = junk[math.random(#junk)] end
			pcall(peripheral.call, side, method, table.unpack(args, 1, 5))
		end
	end
end
for i = 1, 1000 do
	pcall(peripheral.call, junk[math.random(#junk)], junk[math.random(#junk)], junk[math.random(#junk)])
	pcall(peripheral.wrap, junk[math.random(#junk)])
end
print("done")

-- Keys that all fall into one chain.
-- expect: (done|Too long without yielding)
-- Strings of 32 and more bytes are hashed by some of their bytes only.
local t = {}
local a, b = ("x"):rep(64), ("y"):rep(64)
for i = 1, 2e5 do
	local d = ("%08d"):format(i)
	local s = {}
	for j = 1, 8 do s[j] = "abc" .. d:sub(j, j) .. "defghijklmnopqrstuvwxyz" end
	t[table.concat(s)] = i
end
for i = 1, 1e5 do t[i * 2^32] = i t[i * 2^-40] = i end
print("done")

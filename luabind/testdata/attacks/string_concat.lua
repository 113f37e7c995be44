-- table.concat of much, with long separators.
-- quick
-- expect: not enough memory
-- expect: done
print(pcall(table.concat, {}, "", 1, 1e9))
local t = {}
for i = 1, 300 do t[i] = ("x"):rep(1e5) end
print(pcall(table.concat, t, ("y"):rep(1e5)))
print(pcall(table.concat, setmetatable({}, { __len = function() return 2^53 end, __index = function() return "x" end })))
print("done")

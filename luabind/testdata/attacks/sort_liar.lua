-- Orders that are none, and a table that changes while it is sorted.
-- expect: done
local t = {}
for i = 1, 20000 do t[i] = i % 7 end
print(pcall(table.sort, t, function() return true end))
print(pcall(table.sort, t, function(a, b) t[#t + 1] = 1 return a < b end))
print(pcall(table.sort, t, function(a, b) t[1] = nil return a < b end))
print(pcall(table.sort, setmetatable({}, { __len = function() return 1e9 end })))
print(pcall(table.sort, setmetatable({}, { __len = function() return 2^53 end, __index = function(_, i) return i end })))
print("done")

-- Lengths that lie, in every function that asks for one.
-- expect: insert .*Too long without yielding
local liar = setmetatable({}, { __len = function() return 2^31 - 1 end, __index = function() return 1 end, __newindex = function() end })
local function try(name, ...) print(name, (tostring(select(2, pcall(table[name], ...))):sub(1, 100))) end
try("concat", liar, ",", 1, 1e6)
try("insert", liar, 1, 1)
try("remove", liar, 1)
print("done")

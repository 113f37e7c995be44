-- Moves of more than there is.
-- expect: done
print(pcall(table.move, {}, 1, 1e9, 2))
print(pcall(table.move, { 1 }, -2^31, 2^31 - 1, 1))
print(pcall(table.move, setmetatable({}, { __index = function() return 1 end }), 1, 1e7, 1, {}))
print("done")

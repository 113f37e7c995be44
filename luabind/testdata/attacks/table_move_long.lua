-- Moves that go on for ever.
-- quick
-- expect: Too long without yielding
while true do pcall(table.move, {}, 1, 2e9, 2, {}) end

-- Prints rows without end.
-- expect: Too long without yielding
while true do print("x") end

-- Tail calls do not fill the stack.
-- expect: Too long without yielding
local function f(...) return f(...) end
f(1, 2, 3)

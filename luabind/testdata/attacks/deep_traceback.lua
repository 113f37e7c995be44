-- Tracebacks of deep stacks, over and over.
-- expect: (done|Too long without yielding)
local function f(n) if n == 0 then for i = 1, 1e5 do debug.traceback() end return 0 end return 1 + f(n - 1) end
print(f(10000))
print("done")

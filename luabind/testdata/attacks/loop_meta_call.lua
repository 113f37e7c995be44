-- A chain of __call, and one that calls itself.
-- quick
-- expect: false
-- expect: done
local t = print
for i = 1, 1e5 do t = setmetatable({}, { __call = t }) end
print(pcall(t))
local s = {} setmetatable(s, { __call = s })
print(pcall(s))
print("done")

-- Chains of __index: a ring, and one that is long.
-- quick
-- expect: false .*(loop|stack overflow|Too long)
-- expect: false .*(loop|stack overflow|Too long)
local a, b = {}, {}
setmetatable(a, { __index = b }) setmetatable(b, { __index = a })
print(pcall(function() return a.x end))
print(pcall(function() a.y = setmetatable(a, { __newindex = a }) a.z = 1 end))
local t = {}
for i = 1, 1e5 do t = setmetatable({}, { __index = t }) end
print(pcall(function() return t.x end))
local f = setmetatable({}, { __index = function(s, k) return s[k + 1] end })
print(pcall(function() return f[1] end))

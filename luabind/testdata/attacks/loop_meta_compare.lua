-- __eq, __lt, __le and __concat without end.
-- expect: Too long without yielding
local mt = {}
mt.__eq = function(a, b) while true do local x = a == b end end
mt.__lt = function(a, b) return a < b end
mt.__concat = function(a, b) return a .. b end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(pcall(function() return a < b end))
print(pcall(function() return a .. b end))
print(pcall(function() return a == b end))
while true do end

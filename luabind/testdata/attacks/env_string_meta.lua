-- The metatable of strings replaced by one that fails.
-- expect: (exit|limit of 20s)
local mt = getmetatable("")
if mt then
	mt.__index = function() error("no") end
	mt.__add = function(a, b) return a + b end
	mt.__concat = function(a, b) return a .. b end
	mt.__call = function(s) return s() end
	mt.__len = function() return 0/0 end
end
print(pcall(function() return "x" + "y" end))
print(pcall(function() return ("x")() end))
local s = ("x"):rep(3)

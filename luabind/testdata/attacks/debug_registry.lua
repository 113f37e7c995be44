-- Empties and fills the registry, and everything that can be reached from it.
-- expect: .
-- expect: exit
local seen = {}
local function wreck(t)
	if seen[t] then return end
	seen[t] = true
	for k, v in pairs(t) do
		if type(v) == "table" then wreck(v) end
		local mt = debug.getmetatable(v)
		if mt then wreck(mt) end
	end
	for k in pairs(t) do pcall(rawset, t, k, nil) end
end
local print = print
print("before")
wreck(debug.getregistry()) wreck(_G)
print("after")

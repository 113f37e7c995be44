-- next and pairs over tables that change meanwhile.
-- quick
-- expect: done
local t = {}
for i = 1, 1000 do t[i] = i t["k" .. i] = i end
print(pcall(function() for k in pairs(t) do t[k] = nil t[{}] = 1 if next(t) == nil then break end t[k .. "x"] = 1 end end))
print(pcall(next, {}, 1), pcall(next, {}, 0/0), pcall(next, {}, {}))
print(pcall(function() for k in next, setmetatable({}, { __index = t }), "x" do end end))
print("done")

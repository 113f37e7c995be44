-- Many tables that double at once, in code without loops and calls.
-- expect: not enough
local code = {}
for i = 1, 150 do code[i] = "local t" .. i .. " = {} t[" .. i .. "] = t" .. i end
local f = load("local t = ... " .. table.concat(code, " ") .. " return t")
local t = {}
f(t)
local grow = {}
for i = 1, 150 do grow[i] = ("local a = t[%d] local n = #a + 1 a[n] = n a[n + 1] = n a[n + 2] = n a[n + 3] = n"):format(i) end
local g = load("local t = ... do " .. table.concat(grow, " end do ") .. " end")
print(pcall(function() while true do g(t) end end))

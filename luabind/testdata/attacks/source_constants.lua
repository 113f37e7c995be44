-- Chunks with very many constants, functions, labels and upvalues.
-- expect: done
local function try(source)
	local ok, f, message = pcall(load, source, "=chunk")
	if not ok then return print(f) end
	if f then print(pcall(f)) else print(message) end
end
local t = {}
for i = 1, 3e5 do t[i] = "x=" .. i .. ".5" end
try(table.concat(t, " "))
for i = 1, 1e5 do t[i] = "local function f() end" end
try("do " .. table.concat(t, " end do ", 1, 1e5) .. " end")
for i = 1, 1e5 do t[i] = "::l" .. i .. "::" end
try(table.concat(t, " ", 1, 1e5))
for i = 1, 1e5 do t[i] = "goto l" .. i end
try("do " .. table.concat(t, " end do ", 1, 1e5) .. " end")
local names = {}
for i = 1, 300 do names[i] = "a" .. i end
try("local " .. table.concat(names, ","))
try("return function(" .. table.concat(names, ",") .. ") end")
print("done")

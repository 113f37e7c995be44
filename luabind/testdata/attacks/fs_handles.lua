-- Opens files without closing them, and drops them.
-- quick
-- expect: Too many files already open
-- expect: done
local kept = {}
local ok, message = pcall(function()
	while true do
		local f, message = fs.open("attack.lua", "r")
		if not f then error(message, 0) end
		kept[#kept + 1] = f
	end
end)
print(message)
for _, f in ipairs(kept) do pcall(f.close) pcall(f.close) pcall(f.readAll) end
for i = 1, 2000 do local f = fs.open("f", "w") if f then f.write("x") f.close() end end
for i = 1, 1000 do fs.open("attack.lua", "r") end
print("done")

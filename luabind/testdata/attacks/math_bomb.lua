-- Numbers out of range everywhere.
-- quick
-- expect: done
for _, lib in ipairs { math, bit32, string, table, colours, utf8 } do
	for name, f in pairs(lib) do
		if type(f) == "function" then
			for _, a in ipairs { 0/0, 1/0, -1/0, 2^53, -2^63, 2^63, 1e308, -1, 0 } do
				pcall(f, a) pcall(f, a, a) pcall(f, a, a, a) pcall(f, "x", a, a) pcall(f, {}, a, a)
			end
		end
	end
end
print(pcall(math.random, 1, 2^53), pcall(math.random, 2, 1), pcall(math.randomseed, 0/0))
print(pcall(bit32.lshift, 1, 1e9), pcall(bit32.extract, 1, 31, 31), pcall(tonumber, ("z"):rep(1e6), 36))
print("done")

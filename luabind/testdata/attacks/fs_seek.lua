-- Seeks far out, reads much, writes there.
-- quick
-- expect: done
for _, mode in ipairs { "wb", "rb", "ab", "r+b", "w+b", "r", "w", "r+" } do
	local f = fs.open("f", mode)
	if f then
		for _, at in ipairs { 1e15, -1e15, 2^53, 2^63, 0/0, 1/0, 1e6 } do
			print(mode, at, pcall(f.seek or error, "set", at))
			print(pcall(f.seek or error, "cur", at), pcall(f.seek or error, "end", at))
			if f.write then print(pcall(f.write, "x"), pcall(f.write, 0/0)) end
			if f.read then print((pcall(f.read, at)), (pcall(f.read, 1e9)), (pcall(f.read))) end
			if f.readLine then pcall(f.readLine, true) end
		end
		pcall(f.close)
	end
end
print(fs.getSize("f") <= 1e6)
print("done")

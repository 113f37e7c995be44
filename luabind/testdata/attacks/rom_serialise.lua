-- textutils with cycles, depth, width and junk.
-- expect: done
local c = {} c.c = c
local deep = {} for i = 1, 1e5 do deep = { deep } end
local wide = {} for i = 1, 1e5 do wide[i] = "x" end
local shared = {} for i = 1, 40 do shared = { shared, shared } end
for _, t in ipairs { c, deep, wide, shared, { [print] = 1 }, { [{}] = 1 }, { 0/0, 1/0, -1/0 } } do
	print((pcall(textutils.serialise, t)))
	print((pcall(textutils.serialise, t, { allow_repetitions = false, compact = true })))
	print((pcall(textutils.serialiseJSON, t)))
	print((pcall(textutils.urlEncode, tostring(t))))
end
print("done")

-- Hash parts that grow until there is no more memory, caught.
-- expect: not enough memory
-- expect: not enough memory
-- expect: done
for _, key in ipairs { function(i) return i + 0.5 end, function(i) return "k" .. i end, function() return {} end } do
	print(pcall(function() local t = {} for i = 1, math.huge do t[key(i)] = true end end))
end
print("done")

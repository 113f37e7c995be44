-- Strings that double, caught and begun again.
-- expect: not enough memory
-- expect: (done|Too long without yielding)
for i = 1, 200 do
	local ok, message = pcall(function() local s = "x" while true do s = s .. s end end)
	if i == 1 then print(message) end
end
print("done")

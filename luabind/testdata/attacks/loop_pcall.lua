-- Loops without end, each caught.
-- expect: 1 .*Too long without yielding
-- expect: Too long without yielding
local caught = 0
while true do
	local _, message = pcall(function() while true do end end)
	caught = caught + 1
	print(caught, message)
end

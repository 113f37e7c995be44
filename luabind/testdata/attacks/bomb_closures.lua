-- Closures with upvalues, kept.
-- expect: not enough memory
local kept = {}
while true do
	local a, b, c, d, e, f = 1, 2, 3, 4, 5, 6
	kept[#kept + 1] = function() a, b, c, d, e, f = b, c, d, e, f, a return kept end
end

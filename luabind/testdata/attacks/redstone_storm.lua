-- Redstone that changes all the time.
-- expect: limit of 20s
local on = false
while true do
	for i = 1, 1000 do on = not on for _, side in ipairs(rs.getSides()) do rs.setOutput(side, on) end end
	sleep(0)
end

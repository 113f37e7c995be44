-- Prints ten thousand rows in every tick.
-- expect: limit of 20s
while true do
	for i = 1, 10000 do print("x") end
	sleep(0)
end

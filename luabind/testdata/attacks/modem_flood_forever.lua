-- A thousand frames in every round.
-- expect: limit of 20s
local modem = peripheral.wrap("back")
while true do
	for i = 1, 1000 do modem.transmit(1, 1, i) end
	os.queueEvent("x") os.pullEvent("x")
end

-- A large table in every round.
-- expect: limit of 20s
local modem = peripheral.wrap("back")
local t = {}
for i = 1, 20000 do t[i] = { i } end
while true do
	modem.transmit(1, 1, t)
	os.queueEvent("x") os.pullEvent("x")
end

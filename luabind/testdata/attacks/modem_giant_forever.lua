-- A giant payload in every round.
-- expect: limit of 20s
local modem = peripheral.wrap("back")
local s = ("x"):rep(1e7)
while true do
	modem.transmit(1, 1, s)
	os.queueEvent("x") os.pullEvent("x")
end

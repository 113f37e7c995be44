-- Sends sealed messages of a megabyte without end, to a channel that others listen on.
-- expect: limit of 20s
local station = ccnet.cryptonet.station()
local key = {}
for i = 1, 16 do key[i] = i end
local text = ("x"):rep(2 ^ 20 - 100)
while true do
	for _ = 1, 20 do pcall(station.send, text, "a", "b", key, "back", 1) end
	os.queueEvent("x") os.pullEvent("x")
end

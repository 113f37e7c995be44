-- Sends N numbers in one go.
local modem = peripheral.wrap("back")
sleep(1)
for i = 1, tonumber((...)) do modem.transmit(1, 1, i) end

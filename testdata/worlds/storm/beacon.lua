-- Calls on channel 1 once a second.
local modem = peripheral.wrap("back")
while true do
  sleep(1)
  modem.transmit(1, 1, "beep")
end

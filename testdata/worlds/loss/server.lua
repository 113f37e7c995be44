-- Doubles numbers.
local modem = peripheral.wrap("back")
modem.open(1)
while true do
  local _, _, _, reply, n = os.pullEvent("modem_message")
  modem.transmit(reply, 1, { n = n, double = 2 * n })
end

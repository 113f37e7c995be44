-- Counts what it hears on channel 7: the ender modem of its own dimension reaches
-- it, the wireless one in the other dimension does not.
local modem = peripheral.wrap("back")
modem.open(7)
local timer, heard = os.startTimer(10), 0
while true do
  local event, a = os.pullEvent()
  if event == "modem_message" then
    heard = heard + 1
  elseif event == "timer" and a == timer then
    break
  end
end
print("heard " .. heard)

-- Lets messages pile up while it handles one event, then counts them.
local modem = peripheral.wrap("back")
modem.open(1)
local _, _, _, _, first = os.pullEvent("modem_message")
local last, count = first, 1
local timer = os.startTimer(5)
while true do
  local event, a, _, _, n = os.pullEvent()
  if event == "modem_message" then
    last, count = n, count + 1
  elseif event == "timer" and a == timer then
    break
  end
end
print(("first %d, last %d, %d in all"):format(first, last, count))

-- Prints who speaks on channel 7, and how far away that is.
local modem = peripheral.wrap("back")
modem.open(7)
local timer = os.startTimer(10)
while true do
  local event, a, _, _, message, distance = os.pullEvent()
  if event == "timer" and a == timer then
    break
  elseif event == "modem_message" then
    local where = distance and (", %d blocks"):format(distance) or ", no distance"
    print(message.name:gsub("_", " ") .. " says " .. message.text .. where)
  end
end
print("that was all")

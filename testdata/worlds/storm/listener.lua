-- Tells when the beacon's signal comes and goes, to the nearest ten seconds.
local seconds = tonumber((...))
local modem = peripheral.wrap("back")
modem.open(1)
local had, known = false, false
local function round() return math.floor(os.clock() / 10 + 0.3) * 10 end
while os.clock() < seconds do
  local timer = os.startTimer(1.5)
  local have = false
  while true do
    local event, id = os.pullEvent()
    if event == "modem_message" then have = true break end
    if event == "timer" and id == timer then break end
  end
  os.cancelTimer(timer)
  if have ~= had then
    if not known then
      print("signal")
      known = true
    else
      print((have and "back" or "lost") .. " after " .. round() .. " s")
    end
    had = have
  end
end

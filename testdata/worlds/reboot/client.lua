-- Asks N questions, one a half second, each until it is answered.
local count = tonumber((...))
local modem = peripheral.wrap("back")
modem.open(20)
local starts, unanswered = 0, 0
for i = 1, count do
  local answered = false
  repeat
    modem.transmit(10, 20, i)
    local timer = os.startTimer(0.5)
    while true do
      local event, a, _, _, reply = os.pullEvent()
      if event == "modem_message" and reply.n == i then
        answered = true
        starts = math.max(starts, reply.starts)
        break
      elseif event == "timer" and a == timer then
        unanswered = unanswered + 1
        break
      end
    end
  until answered
  sleep(0.5)
end
print(("%d answers, %d starts, %s tries unanswered"):format(count, starts, unanswered > 0 and "some" or "no"))

-- Asks N questions, each until it is answered.
local count = tonumber((...))
local modem = peripheral.wrap("back")
modem.open(2)
local wrong, unanswered, twice = 0, 0, 0
for n = 1, count do
  local answer
  repeat
    modem.transmit(1, 2, n)
    local timer = os.startTimer(1)
    repeat
      local event, id, _, _, reply = os.pullEvent()
      if event == "modem_message" and reply.n == n then
        answer = reply.double
        os.cancelTimer(timer)
      elseif event == "modem_message" then
        twice = twice + 1 -- late, to a question that has been answered
      end
    until answer or event == "timer" and id == timer
    if not answer then unanswered = unanswered + 1 end
  until answer
  if answer ~= 2 * n then wrong = wrong + 1 end
end
local function some(n) return n > 0 and "some" or "no" end
print(count .. " answers, " .. (wrong == 0 and "none" or wrong) .. " wrong")
print(some(unanswered) .. " tries unanswered, " .. some(twice) .. " answers twice")

-- Sends three greetings to a computer out of reach and waits for the echoes.
local far = tonumber((...))
rednet.open("back")
sleep(1)
for i = 1, 3 do
  rednet.send(far, "hello " .. i, "far")
  local sender, text = rednet.receive("far", 5)
  print(tostring(text) .. " came back from " .. tostring(sender))
end

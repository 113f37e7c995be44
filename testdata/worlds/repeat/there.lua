-- Echoes what reaches it.
rednet.open("back")
while true do
  local sender, text = rednet.receive("far")
  rednet.send(sender, text, "far")
end

-- Greets whoever asks.
rednet.open("back")
rednet.host("greet", "server")
while true do
  local client, name = rednet.receive("greet")
  rednet.send(client, "hello, " .. name, "greet")
end

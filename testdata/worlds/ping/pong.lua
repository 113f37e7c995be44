-- Answers every message of the protocol "ping" with its number plus one.
rednet.open("back")
rednet.host("ping", "server")
print("hosting ping as server")
while true do
  local sender, message = rednet.receive("ping")
  if type(message) == "table" then
    rednet.send(sender, { n = message.n + 1 }, "ping")
  end
end

-- Looks the server up and plays N rounds with it.
local rounds = tonumber((...)) or 10
rednet.open("back")
local server
repeat
  server = rednet.lookup("ping", "server")
until server
print("found server as computer " .. server)

local mistakes = 0
for i = 1, rounds do
  rednet.send(server, { n = i }, "ping")
  local sender, reply = rednet.receive("ping", 5)
  if sender ~= server or reply.n ~= i + 1 then
    mistakes = mistakes + 1
  end
end
print(rounds .. " round trips, " .. (mistakes == 0 and "no" or mistakes) .. " mistakes")

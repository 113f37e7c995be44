-- Finds the server, asks it to greet somebody and prints the answer.
local name = ...
rednet.open("back")
local server
for try = 1, 5 do -- the server may need a moment until it listens
  server = rednet.lookup("greet", "server")
  if server then break end
end
if not server then
  error("no server found", 0)
end
rednet.send(server, name, "greet")
local _, answer = rednet.receive("greet", 2)
print("server " .. server .. " answers: " .. tostring(answer))

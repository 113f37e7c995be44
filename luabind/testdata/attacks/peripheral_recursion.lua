-- A modem that calls itself through its own network.
-- quick
-- expect: done
local modem = peripheral.wrap("left")
for _, name in ipairs(modem.getNamesRemote()) do
	print(name, pcall(modem.callRemote, name, "callRemote", name, "callRemote", name))
	print(pcall(modem.getMethodsRemote, name), pcall(modem.getTypeRemote, name))
end
local args = {}
for i = 1, 1e5 do args[i] = "callRemote" end
print(pcall(modem.callRemote, "computer_1", table.unpack(args)))
print("done")

-- rednet with everything that it does not expect.
-- quick
-- expect: done
rednet.open("back")
local c = {} c.c = c
print(pcall(rednet.send, 3, c), pcall(rednet.broadcast, c), pcall(rednet.send, 2^53, 1), pcall(rednet.send, 0/0, 1))
os.queueEvent("modem_message", "back", 65535, 1, { nMessageID = {}, nSender = print, nRecipient = 1 }, 1/0)
os.queueEvent("modem_message", "back", 65535, 1, c, {})
os.queueEvent("modem_message")
os.queueEvent("rednet_message")
for i = 1, 1000 do os.queueEvent("modem_message", "back", 65535, 1, { nMessageID = i, nSender = 1, nRecipient = 1, message = i, sProtocol = "dns" }, 0) os.queueEvent("yield") os.pullEvent("yield") end
print(pcall(rednet.lookup, "x", "y"))
print("done")

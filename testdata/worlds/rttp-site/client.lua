-- Asks for pages near and far.
local net, rttp = require "net", require "rttp"

local reply = rttp.getSync("shop.com", "/")
print(reply.header.code .. " " .. rttp.codeName(reply.header.code))
print(reply.header.contentType .. " from " .. reply.header.rspDomain .. " at " .. net.ipFormat(reply.origin))
reply = rttp.getSync("shop.com", "/nothing")
print(reply.header.code .. " " .. reply.body)
print("192.168.0.1: " .. rttp.getSync("192.168.0.1", "/").body)
print("nobody.com: " .. rttp.getSync("nobody.com", "/"))

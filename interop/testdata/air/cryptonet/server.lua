-- Answers a client.

local cryptoNet = require "cryptoNet"

cryptoNet.startEventLoop(function()
    sleep(0.5) -- the original misses the first event
    cryptoNet.host("air")
    cryptoNet.addUser("bob", "secret", 2)
end, function(event)
    if event[1] == "encrypted_message" then cryptoNet.send(event[3], event[2]) end
    if event[1] == "plain_message" then cryptoNet.sendUnencrypted(event[3], event[2]) end
end)

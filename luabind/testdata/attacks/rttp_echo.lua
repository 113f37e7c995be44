-- Answers its own messages for ever, and its own answers.
-- expect: (done|limit)
local net = require "net"
net.setup(nil, "192.168.0.1")
net.registerMsgHandler(function(message)
    message:reply(10080, { type = "x" }, message.body)
    net.send(10080, "192.168.0.1", "x", message.body)
end)
net.send(10080, "192.168.0.1", "x", ("x"):rep(1e5))
while true do net.waitForMsg(10080, 1) end

-- Sends itself long messages and waits for others.
-- expect: timeout
local net = require "net"
net.setup(nil, "192.168.0.1")
parallel.waitForAny(
    function() print(net.waitForMsg(10021, 10)) end,
    function() net.waitForMsgAll(function() return true end, 0) end,
    function()
        while true do
            net.send(10080, "192.168.0.1", "x", ("x"):rep(4e6))
            sleep(0)
        end
    end)

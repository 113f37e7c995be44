-- Makes ever new handlers, takes them away again, and leaves some that never end.
-- expect: (done|not enough memory|Too long without yielding|limit)
local net = require "net"
net.setup(nil, "192.168.0.1")
for i = 1, 1e6 do net.unregisterMsgHandler(net.registerMsgHandler(print)) end
for i = 1, 1000 do
    net.registerMsgHandler(function() while true do coroutine.yield() end end)
end
for i = 1, 1e4 do
    net.send(10080, "192.168.0.1", "x", ("x"):rep(1e5))
    sleep(0)
end
print("done")

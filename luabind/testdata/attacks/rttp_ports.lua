-- Sends on ports that are none, to what is nobody, by modems that are none.
-- expect: true true
-- expect: done
-- quick
local net = require "net"
print(pcall(net.setup, peripheral.wrap("back"), "192.168.0.1"))
for _, port in ipairs { -1, 65536, 1e300, 0 / 0, 1 / 0, 0.5, 9999, 20001 } do
    for _, dest in ipairs { 0, -1, 0.5, 0 / 0, 1e300, "", "-1", "1.2.3.4.5.6.7.8", ("9"):rep(1000), "hw:", "192.168.0.1" } do
        pcall(net.send, port, dest, "x", {})
        pcall(net.reply, port, { origin = dest, dest = 1, header = {}, msgid = port }, {}, {})
    end
end
local fake = setmetatable({}, { __index = function(_, name) return function() error("no " .. name) end end })
package.loaded.net, _G.net = nil, nil
local again = require "net"
pcall(again.setup, fake, {})
pcall(again.setup, fake)
again.setup(nil, "192.168.0.2")
pcall(again.send, 10080, "192.168.0.9", "x", {})
print("done")

-- Answers requests.

local cNet = require "cNet"

for _, method in ipairs { "GET", "POST", "DELETE" } do
    cNet.setRestApi(method, "/path", function(args, header, data)
        return cNet.CttpResponse:new(cNet.CttpStatus.OK, header, { args = args, data = data })
    end)
end
cNet.startEventLoop(function()
    sleep(0.5) -- the original misses the first event
    cNet.host("air")
    cNet.CryptoNet.addUser("bob", "secret", 2)
end)

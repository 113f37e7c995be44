-- A server.

local cNet = require "cNet"

cNet.setLogger(function() end)
cNet.setRestApi("GET", "/twice", function(args)
    sleep(args[1] / 10)
    return { status = 200, body = 2 * args[1] }
end)
cNet.startEventLoop(function() cNet.host("twice") end)

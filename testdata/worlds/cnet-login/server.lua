-- A server whose secret is for users who have logged in.

local cNet = require "cNet"

cNet.setRestApi(cNet.CttpRequestMethod.GET, "/secret", function(args, header, data, socket)
    if not socket.username then return cNet.CttpResponse:new(cNet.CttpStatus.UNAUTHORIZED) end
    return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, "for " .. socket.username .. ": 42")
end)

cNet.startEventLoop(function()
    cNet.host("vault", cNet.ModemSide.TOP)
end)

-- Its client.

local CNet = require "CNet"

CNet.system.api.doubled = function(data) print("doubled " .. data) end
CNet.eventHandlers.message = function(message) print("nobody listened to " .. message) end

CNet.setup(function()
    local ok, socket
    repeat ok, socket = pcall(CNet.connect, "systems") until ok
    CNet.send(socket, "one")
    print(CNet.listen(socket))
    CNet.system.sendApiCall(socket, "double", 21)
    sleep(1)
    CNet.system.sendApiCall(socket, "frob")
    sleep(1)
    print(CNet.listen(socket, function(message, from) print("callback " .. message .. " " .. from.target) end))
    print(CNet.listen(socket))
    CNet.send(socket, "two")
    sleep(1)
    CNet.send(socket, "three")
    sleep(1)
    CNet.send(socket, "slow")
    print(CNet.listen(socket, nil, 2))
    sleep(10)
    CNet.send(socket, "four")
    print(CNet.listen(socket))
    print(CNet.connectSendAndListen("systems", "five"))
    CNet.closeAll()
    print("done")
end)

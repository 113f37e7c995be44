-- A server of CNet with system functions of its own.

local CNet = require "CNet"
local CryptoNet = require "CryptoNet"

CNet.system.api.double = function(data, socket, server)
    print("double " .. tostring(data) .. " at " .. server.name)
    return "doubled", data * 2
end
CNet.eventHandlers.message = function(message, socket)
    if message == "slow" then sleep(8) end
    CNet.send(socket, "re: " .. tostring(message))
end
CNet.setup(function() CryptoNet.host("systems") end)

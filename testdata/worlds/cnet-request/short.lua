-- Sends a single request to a server, and one to a server that there is not.

local cNet = require "cNet"

cNet.startEventLoop(function()
    sleep(5) -- after the others
    local request = cNet.CttpRequest:new(cNet.CttpRequestMethod.GET, "/path")
    local response, connected, acknowledged, disconnected = cNet.connectAndSendCttpRequest("server-id", request, 10, "top")
    print(response.data .. " " .. tostring(connected) .. " " .. tostring(acknowledged) .. " " .. tostring(disconnected))
    local ok, problem = pcall(cNet.connectAndSendCttpRequest, "another-id", request, 10, "top")
    print(tostring(ok) .. " " .. problem:gsub("^.-:%d+: ", ""))
    os.shutdown()
end)

-- Connects to a server, sends requests one after the other, and disconnects.

local cNet = require "cNet"

local function describe(response)
    return response.statusCode .. " " .. response.statusMessage .. ": " .. tostring(response.data)
end

cNet.startEventLoop(function()
    sleep(1) -- until the server is up
    local connection = cNet.connectCtcp("server-id", 10, "top")
    if not connection then
        print("no connection")
        return os.shutdown()
    end
    for _, path in ipairs { "/path", "/path/Ann/Bob", "/nowhere", "/broken" } do
        local response, acknowledged = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", path), 10)
        print(path .. " " .. (response and describe(response) or "no response") .. ", " .. tostring(acknowledged))
    end
    local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("DELETE", "/path"), 10)
    print("DELETE " .. describe(response) .. ", but " .. response.header.Allow)
    print("disconnected " .. tostring(cNet.disconnectCtcp(connection, 10)))
    os.shutdown()
end)

-- Sends requests of all methods.

local cNet = require "cNet"

sleep(2)
cNet.startEventLoop(function()
    sleep(1)
    local connection = cNet.connectCtcp("air", 60)
    for _, request in ipairs {
        cNet.CttpRequest:new("GET", "/path"),
        cNet.CttpRequest:new("POST", "/path/a/b", { token = "t" }, { 1, 2 }),
        cNet.CttpRequest:new("DELETE", "/path", nil, "text"),
    } do
        cNet.sendCttpRequest(connection, request, 60)
        sleep(30)
    end
    pcall(cNet.login, connection, "bob", "secret")
    sleep(30)
    pcall(cNet.logout, connection)
    sleep(30)
    cNet.disconnectCtcp(connection, 60)
    print("done")
end)

-- Its client.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    repeat local found = cryptoNet.discover(1) until #found > 0
    local socket = cryptoNet.connect("copies")
    socket.mine = "kept"
    for _, message in ipairs { "login", "logout", "close" } do
        sleep(2)
        cryptoNet.send(socket, message)
    end
    sleep(2)
    print("my sockets: " .. #cryptoNet.getAllClientSockets())
    print("done")
end, function(event)
    local name = event[1]
    if name == "encrypted_message" then
        print(event[2] .. ", " .. tostring(event[3].mine) .. " " .. tostring(event[4]))
    elseif name == "login" or name == "logout" or name == "login_failed" then
        print(name .. " " .. tostring(event[2]) .. " " .. event[3].permissionLevel .. " " .. tostring(event[4]))
    elseif name == "connection_closed" then
        print(name .. " " .. tostring(event[2].target) .. " " .. tostring(event[3]))
    end
end)

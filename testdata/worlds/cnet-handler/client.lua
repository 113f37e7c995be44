-- Causes every event that there is.

local cNet = require "cNet"

cNet.setLogger(function() end)

for name, event in pairs {
    message = cNet.MessageEventType.ENCRYPTED_MESSAGE,
    plain = cNet.MessageEventType.PLAIN_MESSAGE,
} do
    cNet.setMessageHandler(event, function(what)
        if type(what) == "string" then print(name .. " " .. what) end
    end)
end

cNet.startEventLoop(function()
    sleep(1)
    local connection = cNet.connectCtcp("handlers", 5, "top")
    cNet.CryptoNet.send(connection.socket, "hello")
    sleep(1)
    cNet.CryptoNet.sendUnencrypted(connection.socket, "hello")
    sleep(1)
    pcall(cNet.login, connection, "ann", "wrong")
    cNet.login(connection, "ann", "secret")
    cNet.logout(connection)
    cNet.disconnectCtcp(connection)
    sleep(1)
    os.shutdown()
end)

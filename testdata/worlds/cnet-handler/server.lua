-- A server with a handler for every event that there is.

local cNet = require "cNet"
local Type = cNet.MessageEventType

cNet.setLogger(function() end)

cNet.setMessageHandler(Type.CONNECTION_OPENED, function(socket, server)
    print("opened at " .. server.name)
    cNet.CryptoNet.send(socket, "welcome")
end)
cNet.setMessageHandler(Type.CONNECTION_CLOSED, function(socket, server) print("closed at " .. server.name) end)
cNet.setMessageHandler(Type.ENCRYPTED_MESSAGE, function(message, socket)
    if type(message) == "string" then
        print("message " .. message)
        cNet.CryptoNet.send(socket, message:upper())
    end
end)
cNet.setMessageHandler(Type.PLAIN_MESSAGE, function(message, socket)
    print("plain message " .. message)
    cNet.CryptoNet.sendUnencrypted(socket, message:reverse())
end)
cNet.setMessageHandler(Type.LOGIN, function(user, socket) print("login " .. user .. ", level " .. socket.permissionLevel) end)
cNet.setMessageHandler(Type.LOGIN_FAILED, function(user) print("login failed " .. user) end)
cNet.setMessageHandler(Type.LOGOUT, function(user) print("logout " .. user) end)

local heard = 0
cNet.setMessageHandler(Type.MODEM_MESSAGE, function(side, channel)
    heard = heard + 1
    if heard == 1 then print("the modem at the " .. side .. " hears something on " .. channel) end
end)

cNet.startEventLoop(function()
    cNet.host("handlers", "top")
    cNet.CryptoNet.addUser("ann", "secret", 7)
end)

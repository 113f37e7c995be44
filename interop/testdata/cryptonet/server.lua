-- A CryptoNet server that does all a server can do. It prints what happens to it.

local cryptoNet = require "cryptoNet"

local function start()
    cryptoNet.host("interop")
    cryptoNet.addUser("bob", "secret", 2)
    print("hosting")
end

local function on(event)
    local name = event[1]
    if name == "encrypted_message" then
        local message, socket, server = event[2], event[3], event[4]
        if message == "who" then
            cryptoNet.send(socket, { user = socket.username, level = socket.permissionLevel, server = server.name })
        elseif type(message) == "table" and message.send then
            cryptoNet.send(socket, ("0123456789"):rep(message.send / 10))
        elseif type(message) == "table" and message.count then
            cryptoNet.send(socket, #message.count)
        elseif message == "push" then
            cryptoNet.sendUnencrypted(socket, { plain = true })
        elseif message == "bye" then
            cryptoNet.close(socket)
        else
            cryptoNet.send(socket, message)
        end
    elseif name == "plain_message" then
        print("plain " .. tostring(event[2]) .. " at " .. event[4].name)
        cryptoNet.sendUnencrypted(event[3], event[2])
    elseif name == "connection_opened" then
        print("opened, level " .. event[2].permissionLevel .. " at " .. event[3].name)
    elseif name == "connection_closed" then
        print("closed at " .. event[3].name)
    elseif name == "login" then
        print("login " .. event[2] .. " at " .. event[4].name)
    elseif name == "login_failed" then
        print("login of " .. event[2] .. " failed at " .. event[4].name)
    elseif name == "logout" then
        print("logout " .. tostring(event[2]))
    end
end

cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(start, on)

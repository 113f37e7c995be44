-- A server that does things with the copies that events carry.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)

local function fields(t)
    local names = {}
    for name in pairs(t) do names[#names + 1] = name end
    table.sort(names)
    return table.concat(names, " ")
end

local server

cryptoNet.startEventLoop(function()
    server = cryptoNet.host("copies")
    cryptoNet.addUser("bob", "secret", 2)
end, function(event)
    local name, socket = event[1], event[3]
    if name == "connection_opened" then
        socket = event[2]
        print("server: " .. fields(event[3]))
        print("socket: " .. fields(socket))
        print("a copy: " .. tostring(event[3] ~= server) .. ", of itself: " .. tostring(event[3].sockets[socket.target] == socket)
            .. ", and its server: " .. tostring(socket.server == event[3]))
        socket.note = "lost"
        cryptoNet.send(socket, "through a copy")
    elseif name == "encrypted_message" then
        if event[2] == "login" then
            print("login: " .. tostring((cryptoNet.login(socket, "bob", "wrong"))) .. " " .. tostring((cryptoNet.login(socket, "bob", "secret"))))
            print("user of the copy: " .. tostring(socket.username))
        elseif event[2] == "logout" then
            print("user before: " .. tostring(socket.username))
            local result = table.pack(cryptoNet.logout(socket))
            print("logout: " .. tostring(result[1]) .. " " .. tostring(result[2]) .. " " .. type(result[3]) .. " " .. tostring(result[4]))
        elseif event[2] == "close" then
            print("note: " .. tostring(socket.note))
            cryptoNet.close(socket)
            local count = 0
            for _ in pairs(server.sockets) do count = count + 1 end
            print("sockets left: " .. count)
            cryptoNet.send(socket, "after the end") -- nobody listens
        end
    end
end)

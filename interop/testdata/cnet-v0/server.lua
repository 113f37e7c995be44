-- A cNet server with routes of all methods. It prints what happens to it.

local cNet = require "cNet"

local function ok(data, header)
    return cNet.CttpResponse:new(cNet.CttpStatus.OK, header, data)
end

cNet.setLogger(function() end)
cNet.setRestApi("GET", "/echo", function(args, header, data, socket)
    print("GET echo for " .. tostring(socket.username))
    return ok({ args = args, header = header, data = data })
end)
cNet.setRestApi("GET", "/big", function(args) return ok(("0123456789"):rep(args[1] / 10)) end)
cNet.setRestApi("POST", "size/", function(args, header, data)
    print("POST size")
    return cNet.CttpResponse:new(cNet.CttpStatus.CREATED, { length = #data }, #data)
end)
cNet.setRestApi("DELETE", "/thing", function(args)
    print("DELETE thing " .. tostring(args[1]))
    if args[1] == "locked" then return cNet.CttpResponse:new(cNet.CttpStatus.FORBIDDEN) end
    return cNet.CttpResponse:new(cNet.CttpStatus.ACCEPTED, nil, args[1])
end)

for _, name in ipairs { "CONNECTION_OPENED", "CONNECTION_CLOSED", "LOGIN", "LOGIN_FAILED", "LOGOUT" } do
    cNet.setMessageHandler(cNet.MessageEventType[name], function(...)
        print(name .. " " .. (type((...)) == "string" and (...) or "-"))
    end)
end

cNet.startEventLoop(function()
    cNet.host("interop")
    cNet.CryptoNet.addUser("bob", "secret", 2)
    print("hosting")
end)

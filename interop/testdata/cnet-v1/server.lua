-- A server of Cttp, whose certificate the authority signs.

local Cttp = require "Cttp"

Cttp.GetMapping("/echo", function(body) return 200, body end)
Cttp.GetMapping("/big", function(body) return { status = 200, body = ("0123456789"):rep(body / 10) } end)
Cttp.PostMapping("/size", function(body) return 201, #body end)
Cttp.DeleteMapping("/thing", function(body)
    print("delete " .. tostring(body))
    if body == "locked" then return 403, "locked" end
    return 202
end)
Cttp.eventHandlers.connect = function(socket, server) print("connect at " .. server.name .. ", level " .. socket.permissionLevel) end
Cttp.eventHandlers.disconnect = function() print("disconnect") end
Cttp.eventHandlers.plainMessage = function(message, socket)
    print("plain " .. tostring(message))
    Cttp.CNet.sendUnencrypted(socket, message)
end
Cttp.eventHandlers.login = function(user, socket) print("login " .. user .. ", level " .. socket.permissionLevel) end
Cttp.eventHandlers.loginFailed = function(user) print("login failed " .. user) end
Cttp.eventHandlers.logout = function(user) print("logout " .. tostring(user)) end

Cttp.setup(function()
    local server
    for _ = 1, 100 do -- until the authority is there
        local ok, result = pcall(Cttp.host, "interop")
        if ok then
            server = result
            break
        end
        print(tostring(result):gsub("^.-:%d+: ", "") .. "")
        Cttp.closeAll()
        sleep(5)
    end
    Cttp.auth.addUser("bob", "secret", 3, server)
    local file = fs.open("interop.crt", "r")
    print("hosting, signed " .. tostring(file.readAll():find("signature") ~= nil))
    file.close()
end)

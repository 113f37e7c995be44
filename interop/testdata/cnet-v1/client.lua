-- A client of CNet and Cttp that does all a client can do, and prints how it went.

local Cttp = require "Cttp"

-- A value as text that does not depend on the order of tables.
local function show(value)
    if type(value) == "string" and #value > 40 then return #value .. " bytes" end
    if type(value) ~= "table" then return tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. show(item) end
    table.sort(parts)
    return "{" .. table.concat(parts, " ") .. "}"
end

local socket
local heard = {}

local function request(what, made, timeout)
    local ok, response = Cttp.sendRequest(socket, made, nil, timeout or 3)
    print(what .. ": " .. tostring(ok) .. " " .. show(response))
end

local function await(name)
    for _ = 1, 100 do
        if heard[name] ~= nil then break end
        sleep(0.1)
    end
    local what = heard[name]
    heard[name] = nil
    return tostring(what)
end

for _, name in ipairs { "plainMessage", "login", "loginFailed", "logout", "disconnect" } do
    Cttp.eventHandlers[name] = function(what) heard[name] = type(what) == "table" and "-" or what or false end
end

Cttp.setup(function()
    for _ = 1, 500 do -- until the server is there
        local ok, result = pcall(Cttp.connect, "interop")
        if ok then
            socket = result
            break
        end
        sleep(5)
    end
    print("connected to " .. socket.target)
    request("GET echo", Cttp.GetRequest("/echo", { a = { 1 } }))
    request("GET echo", Cttp.GetRequest("/echo", "text"))
    request("GET echo", Cttp.GetRequest("/echo"))
    for _, size in ipairs { 0, 10, 1000 } do request("POST size", Cttp.PostRequest("/size", ("x"):rep(size))) end
    for _, name in ipairs { "a", "locked", "b" } do request("DELETE thing", Cttp.DeleteRequest("/thing", name)) end
    request("GET nowhere", Cttp.GetRequest("/nowhere"))
    request("GET /", Cttp.GetRequest("/"))
    for _, size in ipairs { 10000, 100000 } do
        -- The original cannot seal a large message in the time that a computer gives it.
        for _, what in ipairs { Cttp.GetRequest("/big", size), Cttp.PostRequest("/size", ("x"):rep(size)) } do
            if not pcall(request, what.method, what, 60) then print(what.method .. " failed") end
        end
    end
    print("no such method: " .. tostring(Cttp.sendRequest(socket, Cttp.Request("PUT", "/echo"))))

    Cttp.CNet.sendUnencrypted(socket, "hello")
    print("plain " .. await("plainMessage"))
    Cttp.auth.login(socket, "bob", "wrong")
    print("login failed " .. await("loginFailed"))
    Cttp.auth.login(socket, "bob", "secret")
    print("login " .. await("login") .. ", mine " .. tostring(socket.username) .. " " .. socket.permissionLevel)
    Cttp.auth.logout(socket)
    print("logout " .. await("logout") .. ", mine " .. tostring(socket.username) .. " " .. socket.permissionLevel)
    Cttp.close(socket)

    local called
    print("with a callback " .. tostring((Cttp.connectAndRequest("interop", Cttp.GetRequest("/echo", "back"),
        function(response) called = response.status .. " " .. response.body end))))
    sleep(1)
    print("called with " .. tostring(called))
    print("done")
end)

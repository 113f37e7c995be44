-- A cNet client that does all a client can do, and prints how it went.

local cNet = require "cNet"

cNet.setLogger(function() end)

-- A value as text that does not depend on the order of tables.
local function show(value)
    if type(value) == "string" and #value > 40 then return #value .. " bytes" end
    if type(value) ~= "table" then return tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. show(item) end
    table.sort(parts)
    return "{" .. table.concat(parts, " ") .. "}"
end

local connection

local function request(method, path, header, data, timeout)
    local response, acknowledged =
        cNet.sendCttpRequest(connection, cNet.CttpRequest:new(method, path, header, data), timeout or 3)
    local what = method .. " " .. path .. ": "
    if response == nil then
        print(what .. "nothing, acknowledged " .. tostring(acknowledged))
        return {}
    end
    print(what .. response.statusCode .. " " .. show(response.data) .. ", acknowledged " .. tostring(acknowledged))
    return response
end

local function attempt(what, ...)
    local ok, problem = pcall(...)
    print(what .. " " .. tostring(ok) .. " " .. tostring(problem):gsub("^.-:%d+: ", ""))
end

cNet.startEventLoop(function()
    local found
    repeat found = cNet.CryptoNet.discover(1) until #found > 0
    print("discovered " .. found[1].name)

    connection = cNet.connectCtcp("interop", 5)
    print("connected " .. tostring(connection ~= nil))
    request("GET", "/echo/a/b", { token = "t" }, { 1, 2 })
    request("GET", "/echo")
    request("GET", "/echo/")
    for _, size in ipairs { 0, 10, 1000 } do request("POST", "/size", nil, ("x"):rep(size)) end
    for _, name in ipairs { "a", "locked", "b" } do request("DELETE", "/thing/" .. name) end
    request("GET", "/nowhere")
    for _, size in ipairs { 10000, 100000 } do
        -- The original cannot seal a large message in the time that a computer gives it.
        for _, what in ipairs { { "GET", "/big/" .. size }, { "POST", "/size", nil, ("x"):rep(size) } } do
            if not pcall(request, what[1], what[2], what[3], what[4], 60) then print(what[1] .. " failed") end
        end
    end

    attempt("login with a wrong password", cNet.login, connection, "bob", "wrong")
    sleep(1)
    attempt("login", cNet.login, connection, "bob", "secret")
    sleep(1)
    request("GET", "/echo")
    attempt("logout", cNet.logout, connection)
    sleep(1)
    request("GET", "/echo")
    print("disconnected " .. tostring(cNet.disconnectCtcp(connection, 5)))

    print("registered " .. cNet.register("interop", " Carol ", "word"))
    print("registered again " .. cNet.register("interop", "carol", "word", 2))
    local response, connected, acknowledged, disconnected =
        cNet.connectAndSendCttpRequest("interop", cNet.CttpRequest:new("GET", "/echo"), 5)
    print(tostring(response and response.statusCode) .. " " .. tostring(connected) .. " "
        .. tostring(acknowledged) .. " " .. tostring(disconnected))
    print("done")
end)

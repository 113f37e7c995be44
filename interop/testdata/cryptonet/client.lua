-- A CryptoNet client that does all a client can do, and prints how it went.

local cryptoNet = require "cryptoNet"

-- A value as text that does not depend on the order of tables.
local function show(value)
    if type(value) == "string" and #value > 40 then return #value .. " bytes" end
    if type(value) ~= "table" then return tostring(value) end
    local parts = {}
    for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. show(item) end
    table.sort(parts)
    return "{" .. table.concat(parts, " ") .. "}"
end

-- The next event of a name, or nothing after some time.
local function await(name, seconds)
    local timer = os.startTimer(seconds or 10)
    while true do
        local event = { os.pullEvent() }
        if event[1] == name then return event end
        if event[1] == "timer" and event[2] == timer then return { name } end
    end
end

local function ask(socket, message, seconds)
    cryptoNet.send(socket, message)
    return await("encrypted_message", seconds)[2]
end

-- The original cannot seal a large message in the time that a computer gives it.
local function ask_much(what, ...)
    local ok, answer = pcall(ask, ...)
    print("body " .. what .. " the server: " .. (ok and show(answer) or "failed"))
end

local function same(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then return a == b end
    for key, item in pairs(a) do
        if not same(item, b[key]) then return false end
    end
    for key in pairs(b) do
        if a[key] == nil then return false end
    end
    return true
end

local function session()
    local found
    repeat found = cryptoNet.discover(1) until #found > 0
    print("discovered " .. found[1].name .. ", key " .. type(found[1].key.public))

    local socket = cryptoNet.connect("interop")
    print("connected to " .. socket.target .. " on channel " .. socket.channel .. ", level " .. socket.permissionLevel)

    local bytes = {}
    for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
    local values = {
        true, false, 0, -1.5, 1e15, "", "text", table.concat(bytes), "\0\0 nul inside\0 and\r\nlines",
        {}, { 1, 2, { 3 } }, { x = { y = { z = "deep" } }, [10] = true }, { ["key with blanks"] = "q\"uo\\te\n" },
    }
    for i, value in ipairs(values) do
        local back = ask(socket, value)
        print("value " .. i .. " " .. type(value) .. (same(value, back) and " comes back" or " comes as " .. show(back)))
    end
    print("nothing comes back as " .. type(ask(socket, nil)))

    cryptoNet.sendUnencrypted(socket, "hello")
    print("plain " .. tostring(await("plain_message")[2]))
    cryptoNet.send(socket, "push")
    print("plain " .. show(await("plain_message")[2]))

    for _, size in ipairs { 10000, 100000 } do
        ask_much("from", socket, { send = size }, 60)
        ask_much("to", socket, { count = ("x"):rep(size) }, 60)
    end

    cryptoNet.login(socket, "bob", "wrong")
    print("login failed for " .. tostring(await("login_failed")[2]))
    cryptoNet.login(socket, "eve", "secret")
    print("login failed for " .. tostring(await("login_failed")[2]))
    cryptoNet.login(socket, "bob", "secret")
    local login = await("login")
    print("login " .. tostring(login[2]) .. ", level " .. login[3].permissionLevel .. ", mine " .. tostring(socket.username))
    local who = ask(socket, "who")
    print("server knows " .. tostring(who.user) .. ", level " .. who.level)
    cryptoNet.logout(socket)
    print("logout " .. tostring(await("logout")[2]) .. ", mine " .. tostring(socket.username) .. " " .. socket.permissionLevel)
    who = ask(socket, "who")
    print("server knows " .. tostring(who.user) .. ", level " .. who.level)

    cryptoNet.close(socket)
    print("closed, " .. #cryptoNet.getAllClientSockets() .. " sockets")

    socket = cryptoNet.connect("interop")
    print("connected again: " .. tostring(ask(socket, "again")))
    cryptoNet.send(socket, "bye")
    await("connection_closed")
    print("closed by the server, " .. #cryptoNet.getAllClientSockets() .. " sockets")
    local ok, problem = pcall(cryptoNet.connect, "nobody")
    print(tostring(ok) .. " " .. tostring(problem):gsub("^.-:%d+: ", ""))
    print("done")
end

cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(session)

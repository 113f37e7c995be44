-- ccnet.cryptonet: the functions of CryptoNet. Its modules cryptoNet, CryptoNet and cNet share it.
--
-- Errors are those of the original, with its positions: mostly that of the caller.

local modems = require "ccnet.modems"
local sockets = require "ccnet.sockets"
local threads = require "ccnet.threads"
local valid = require "ccnet.valid"

local native = ccnet.cryptonet
local station = sockets.station
local finish = sockets.finish
local session = sockets.session

-- Makes the functions. The CryptoNet of Copper OS (copper is true) finds modems in words
-- of its own; all else is the same.
local function make(copper)
    local api = {
        keyValid = valid.key,
        privateKeyValid = valid.private_key,
        publicKeyValid = valid.public_key,
        certificateValid = valid.certificate,
        serverValid = valid.server,
        socketValid = valid.socket,
        userTableValid = valid.user_table,
        getChannel = native.channel,
        generateKey = station.generateKey,
    }

    -- Settings

    local logging, repeating, directory = true, true, ""

    function api.getLoggingEnabled() return logging end

    function api.setLoggingEnabled(enabled)
        logging = enabled
        station.setLogging(enabled and true or false)
    end

    function api.getRepeatMessages() return repeating end

    function api.setRepeatMessages(enabled)
        repeating = enabled
        station.setRepeat(enabled and true or false)
    end

    function api.getWorkingDirectory() return directory end

    function api.setWorkingDirectory(dir)
        if type(dir) ~= "string" then error("Directory must be a string.", 2) end
        directory = dir
        station.setDirectory(dir)
    end

    function api.getAllServers() return sockets.servers end
    function api.getAllClientSockets() return sockets.clients end

    -- Modems

    local function resolve(asked)
        local name, problem = modems.find(asked, copper)
        if problem then error(problem, 3) end
        sockets.run(station.say("Using modem " .. name .. "."))
        return name
    end
    api[copper and "resolveModemQuery" or "resolveModemSide"] = resolve

    function api.channelInUse(channel, modem)
        return station.channelInUse(channel, modem)
    end

    -- What the station has to know of modems before it asks for one: the name of the one
    -- that was asked for, or why there is none, and whether a channel is open there.
    local function modem_for(asked, channel)
        local name, problem = modems.find(asked, copper)
        return { name = name, problem = problem, open = name and channel and modems.open(name, channel) or false }
    end

    local function server_channel(name)
        return type(name) == "string" and native.channel(name) or nil
    end

    -- Certificates and keys

    function api.serializeCertOrKey(object)
        if type(object) ~= "table" then error("Can only serialize tables.", 2) end
        return native.serialise(object)
    end

    function api.deserializeCertOrKey(text)
        if text == nil then return nil end
        return native.deserialise(text)
    end

    function api.generateCertificate(name)
        return finish(1, station.generateCertificate(name))
    end

    function api.loadCertAuthKey(key)
        return finish(1, station.loadAuthorityKey(key))
    end

    function api.verifyCertificate(certificate, key)
        return native.verify(certificate, key)
    end

    function api.initCertificateAuthority(public_file, private_file)
        return finish(2, station.initAuthority(public_file, private_file))
    end

    function api.signCertificate(certificate, private_key)
        local signed = finish(2, station.signCertificate(certificate, private_key))
        if type(certificate) ~= "table" then return signed end
        certificate.signature = signed.signature
        return certificate
    end

    -- Servers and sockets

    function api.host(name, discoverable, hide_certificate, modem, certificate, private_key, users_file)
        local made = finish(2, station.host(modem_for(modem), name, discoverable, hide_certificate,
            certificate, private_key, users_file))
        local server = {
            name = made.name, certificate = made.certificate, privateKey = made.privateKey,
            modemSide = made.modem, modemQuery = made.modem, channel = made.channel,
            hideCertificate = hide_certificate, discoverable = made.discoverable,
            userTable = made.userTable, userTablePath = made.userTablePath, sockets = {},
        }
        table.insert(sockets.servers, server)
        return server
    end

    function api.connect(name, timeout, certificate_timeout, certificate, modem, authority_key, allow_unsigned)
        local known = name
        if name == nil and type(certificate) == "table" then known = certificate.name end
        local call, delay = finish(2, station.connect(modem_for(modem, server_channel(known)),
            name, timeout, certificate_timeout, certificate, authority_key, allow_unsigned))
        sockets.await(call, delay)
        return sockets.new(finish(2, call.socket()))
    end

    function api.discover(timeout, authority_key, allow_unsigned, modem)
        local call, delay = finish(2, station.discover(modem_for(modem, native.discoveryChannel()),
            timeout, authority_key, allow_unsigned))
        sockets.await(call, delay)
        return finish(2, call.certificates())
    end

    function api.requestCertificate(name, timeout, authority_key, allow_unsigned, modem)
        local call, delay = finish(2, station.requestCertificate(modem_for(modem, server_channel(name)),
            name, timeout, authority_key, allow_unsigned))
        sockets.await(call, delay)
        local all, one = finish(2, call.certificates())
        return one and all[1], all
    end

    local function check_socket(socket)
        if not valid.socket(socket) then error("Invalid socket.", 3) end
    end

    function api.send(socket, message)
        check_socket(socket)
        if type(message) ~= "table" and valid.unsendable(message) then
            error("Can't serialize " .. type(message) .. "s.", 2)
        end
        valid.check_sendable(message, 2)
        return finish(2, station.send(message, session(socket)))
    end

    function api.sendUnencrypted(socket, message)
        check_socket(socket)
        return finish(2, station.sendUnencrypted(message, session(socket)))
    end

    local function close_socket(socket)
        local real = sockets.real(socket)
        sockets.queue(station.close(session(socket)))
        if real then sockets.forget(real) end
        if type(socket.server) == "table" and type(socket.server.sockets) == "table" then
            socket.server.sockets[socket.target] = nil
        end
    end

    function api.close(socket)
        if valid.socket(socket) then
            close_socket(socket)
        elseif valid.server(socket) then
            local real = sockets.server(socket.name)
            if not real then return end
            sockets.queue(station.closeServer(real.name))
            sockets.forget_server(real)
        else
            error("Must be a valid socket or server.", 2)
        end
    end

    function api.closeAll()
        sockets.queue(station.closeAll())
        while #sockets.clients > 0 do sockets.forget(sockets.clients[#sockets.clients]) end
        while #sockets.servers > 0 do sockets.forget_server(sockets.servers[#sockets.servers]) end
    end

    function api.listen()
        while true do
            local happened = sockets.handle({ os.pullEvent("modem_message") })
            if happened and happened[1] then
                for i = 2, #happened do os.queueEvent(table.unpack(happened[i], 1, happened[i].n)) end
                return table.unpack(happened[1], 1, happened[1].n)
            end
        end
    end

    -- Users

    -- The server that a function of users is about: its name, nil for the only one, and
    -- false for what is none.
    local function server_name(server)
        if server == nil then return nil end
        return valid.server(server) and server.name
    end

    -- Makes a function whose last argument is a server. The station does its work; what it
    -- changed of the user appears in the tables.
    local function user_function(name, arguments)
        return function(...)
            local given = table.pack(...)
            local server = given[arguments + 1]
            given[arguments + 1] = server_name(server)
            local result, changed = finish(2, station[name](table.unpack(given, 1, arguments + 1)))
            if changed then
                local entry = station.user(changed, given[1])
                local real = sockets.server(changed)
                if real then real.userTable[given[1]] = entry end
                if server and server ~= real then server.userTable[given[1]] = entry end
                return
            end
            return result
        end
    end

    api.addUser = user_function("addUser", 3)
    api.addUserHashed = user_function("addUserHashed", 3)
    api.deleteUser = user_function("deleteUser", 1)
    api.userExists = user_function("userExists", 1)
    api.getPasswordHash = user_function("getPasswordHash", 1)
    api.getPermissionLevel = user_function("getPermissionLevel", 1)
    api.setPassword = user_function("setPassword", 2)
    api.setPasswordHashed = user_function("setPasswordHashed", 2)
    api.setPermissionLevel = user_function("setPermissionLevel", 2)
    api.checkPassword = user_function("checkPassword", 2)
    api.checkPasswordHashed = user_function("checkPasswordHashed", 2)

    function api.hashPassword(username, password, server)
        return finish(2, nil, native.hashPassword(username, password, server))
    end

    function api.loadUserTable(path)
        if type(path) ~= "string" then error("Path must be a string.", 2) end
        return finish(2, station.loadUserTable(path))
    end

    function api.saveUserTable(users, path)
        if type(path) ~= "string" then error("Path must be a string.", 2) end
        if not valid.user_table(users) then error("Not a valid user table", 2) end
        return finish(2, station.saveUserTable(users, path))
    end

    -- Logins. A server's socket is logged in at once, and the event is returned.

    local function logged(socket, name, username, permission)
        if not name then return end
        for _, table in ipairs { sockets.real(socket) or socket, socket } do
            if name == "login" then
                table.username, table.permissionLevel = username, permission
            elseif name == "logout" then
                table.username, table.permissionLevel = nil, 0
            end
        end
        if name == "logout" then return name, username, socket, nil end
        return name, username, socket, socket.server
    end

    local function login(method, what)
        return function(socket, username, secret)
            check_socket(socket)
            if type(username) ~= "string" then error("Username must be a string.", 2) end
            if type(secret) ~= "string" then error(what .. " must be a string.", 2) end
            return logged(socket, finish(2, station[method](username, secret, session(socket))))
        end
    end

    api.login = login("login", "Password")
    api.loginHashed = login("loginHashed", "Password hash")

    function api.logout(socket)
        check_socket(socket)
        return logged(socket, finish(2, station.logout(session(socket))))
    end

    -- The event loop

    local function guarded(fn, ...)
        local ok, problem = pcall(fn, ...)
        if ok then return end
        if problem == "Terminated" then error(problem, 0) end
        print(problem)
    end

    local function loop(on_event, wants)
        while true do
            local event = { os.pullEvent() }
            if event[1] == "modem_message" then sockets.pass_on(event) end
            if on_event and (not wants or wants(event[1])) then
                threads.start(function() guarded(on_event, event) end)
            end
        end
    end

    -- With wants, a function of our own modules, on_event gets those events only whose
    -- names it accepts.
    function api.startEventLoop(on_start, on_event, wants)
        if on_start ~= nil and type(on_start) ~= "function" then error("onStart is not a function.", 2) end
        if on_event ~= nil and type(on_event) ~= "function" then error("onEvent is not a function.", 2) end
        threads.run(function()
            threads.start(function() loop(on_event, wants) end)
            if on_start then guarded(on_start) end
        end)
        print("All threads terminated!")
        print("Exiting thread manager")
    end

    return api
end

rawset(os, "startThread", function(fn, shielded) threads.start(fn, shielded) end)
rawset(os, "setGlobalEventFilter", threads.setGlobalEventFilter)

return make

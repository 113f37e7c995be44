-- CNet: messages over CryptoNet between servers whose certificates an authority signs.

local CryptoNet = require "CryptoNet"
local calls = require "ccnet.calls"
local sockets = require "ccnet.sockets"

_ENV.CryptoNet = CryptoNet -- programs find it as a global, as the original leaves it

local CNet = { system = {} }

local network = sockets.station.sessions()
local pending
local session = sockets.session
local callbacks = {} -- of listeners, by call
local debugging = false

local AUTHORITY = "certAuth"

-- System functions, which the other end of a socket may call: fn(data, socket, server).
-- One that returns a name and data calls that function at the other end.
CNet.system.api = {}

CNet.system.api["error"] = function(message)
    error(message, 0)
end

-- Signatures that host waits for are taken by the network itself; there is nothing left to do.
CNet.system.api["certSignature"] = function() end

function CNet.system.sendPackage(socket, kind, message)
    CryptoNet.send(socket, { kind, message })
end

function CNet.system.sendApiCall(socket, name, data)
    CNet.system.sendPackage(socket, "system", { name, data })
end

-- Events, for programs to put functions of their own in.
local function nothing() end

CNet.eventHandlers = {
    connect = nothing, -- (socket, server): on a server, a client has connected
    disconnect = nothing, -- (socket, server): the other end has closed the socket
    message = nothing, -- (message, socket, server): sent by send
    plainMessage = nothing, -- (message, socket, server): sent by sendUnencrypted
    login = nothing, -- (username, socket, server)
    loginFailed = nothing, -- (username, socket, server)
    logout = nothing, -- (username, socket, server)
}

local function call_system(name, data, socket, server)
    local fn = CNet.system.api[name]
    if not fn then
        return CNet.system.sendApiCall(socket, "error", "Invalid API function: " .. tostring(name))
    end
    local answer, result = fn(data, socket, server)
    if type(answer) == "string" then CNet.system.sendApiCall(socket, answer, result) end
end

local events = {}

function events.encrypted_message(message, socket, server)
    for _, item in ipairs(pending:received(message, socket, true)) do
        if item.call then
            local callback = callbacks[item.call]
            callbacks[item.call] = nil
            if callback then callback(item.message, socket, server) end
        elseif item.name then
            call_system(item.name, item.data, socket, server)
        elseif item.note then
            if debugging then print("[CNet] " .. item.note) end
        else
            CNet.eventHandlers.message(item.message, socket, server)
        end
    end
end

function events.connection_opened(...) CNet.eventHandlers.connect(...) end

function events.connection_closed(socket, server)
    pending:run(network.closed(session(socket)))
    CNet.eventHandlers.disconnect(socket, server)
end

function events.plain_message(...) CNet.eventHandlers.plainMessage(...) end
function events.login(...) CNet.eventHandlers.login(...) end
function events.login_failed(...) CNet.eventHandlers.loginFailed(...) end
function events.logout(...) CNet.eventHandlers.logout(...) end
function events.timer(id) pending:timed(id) end

local function on_event(event)
    local handle = events[event[1]]
    if handle then handle(table.unpack(event, 2, event.n)) end
end

pending = calls.new(network, on_event)

CNet.auth = {}
for _, name in ipairs {
    "addUser", "addUserHashed", "checkPassword", "checkPasswordHashed", "deleteUser", "getPasswordHash",
    "getPermissionLevel", "hashPassword", "loadUserTable", "login", "loginHashed", "logout", "saveUserTable",
    "setPassword", "setPasswordHashed", "setPermissionLevel", "userExists", "userTableValid",
} do
    CNet.auth[name] = CryptoNet[name]
end

CNet.close = CryptoNet.close
CNet.closeAll = CryptoNet.closeAll
CNet.connect = CryptoNet.connect
CNet.sendUnencrypted = CryptoNet.sendUnencrypted

function CNet.setDebugMode(enabled)
    debugging = enabled
    CryptoNet.setLoggingEnabled(enabled)
end

function CNet.setup(onStart)
    CryptoNet.setLoggingEnabled(debugging)
    CryptoNet.startEventLoop(onStart, on_event, function(name) return events[name] end)
end

-- Has the authority sign a server's certificate, and keeps it for the next start.
local function sign(server)
    local socket = CryptoNet.connect(AUTHORITY)
    local outcome = pending:await(network.sign(server.certificate, session(socket)))
    CryptoNet.close(socket)
    if outcome.problem then return outcome.problem end
    sockets.station.saveCertificate(outcome.message)
    server.certificate = outcome.message
end

function CNet.host(serverName, discoverable, hideCertificate, modemSide, certificate, privateKey, userTablePath)
    local problem = ccnet.cnet.checkServerName(serverName)
    if problem then error(problem, 2) end
    local server = CryptoNet.host(serverName, discoverable, hideCertificate, modemSide, certificate, privateKey,
        userTablePath)
    if server.certificate.signature == nil then
        problem = sign(server)
        if problem then error(problem, 2) end
    end
    return server
end

function CNet.send(socket, message)
    CNet.system.sendPackage(socket, "normal", message)
end

function CNet.connectAndSend(serverName, message)
    local socket = CNet.connect(serverName)
    CNet.send(socket, message)
    return socket
end

-- Waits for the next message on a socket: true and the message, or false and why there
-- is none. With a callback it returns at once, and callback(message, socket, server)
-- gets the message.
function CNet.listen(socket, callback, timeout)
    local step, problem, id = network.listen(not callback and (timeout or 5) or nil, session(socket))
    if problem then
        pending:run(step)
        return false, problem
    end
    if callback then
        callbacks[id] = callback
        pending:run(step)
        return false, "Callback provided."
    end
    local outcome = pending:await(step, id)
    if outcome.problem then return false, outcome.problem end
    return true, outcome.message
end

function CNet.connectSendAndListen(serverName, message, callback, timeout)
    local socket = CNet.connectAndSend(serverName, message)
    return CNet.listen(socket, callback, timeout)
end

return CNet

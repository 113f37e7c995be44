-- cNet: the networking library of Copper OS: CTCP connections, CTTP requests, registration, logins.

local CryptoNet = require "ccnet.cryptonet" (true)
local calls = require "ccnet.calls"
local sockets = require "ccnet.sockets"
local utility = require "copperUtility"
local valid = require "ccnet.valid"

local native = ccnet.cnet

local cNet = { CryptoNet = CryptoNet }

cNet.MessageEventType = {
    CONNECTION_OPENED = "connection_opened",
    CONNECTION_CLOSED = "connection_closed",
    ENCRYPTED_MESSAGE = "encrypted_message",
    PLAIN_MESSAGE = "plain_message",
    LOGIN = "login",
    LOGIN_FAILED = "login_failed",
    LOGOUT = "logout",
    MODEM_MESSAGE = "modem_message",
}

cNet.CttpRequestMethod = { GET = "GET", POST = "POST", DELETE = "DELETE" }
cNet.CttpStatus = native.statuses()
cNet.ModemSide = { TOP = "top", BOTTOM = "bottom", BACK = "back", FRONT = "front", LEFT = "left", RIGHT = "right" }

-- Classes. Their objects are plain tables of fields, which is what is sent.

cNet.CttpRequest = { requestMethod = "GET", path = "", header = {} }

function cNet.CttpRequest:new(method, path, header, data)
    return setmetatable({ requestMethod = method, path = path, header = header or {}, data = data }, self)
end

cNet.CttpResponse = { statusCode = 0, statusMessage = "", header = {} }

function cNet.CttpResponse:new(status, header, data)
    if type(status) ~= "table" or type(status.code) ~= "number" or type(status.message) ~= "string" then
        error("Invalid status", 2)
    end
    return setmetatable({
        statusCode = status.code, statusMessage = status.message, header = header or {}, data = data,
    }, self)
end

cNet.CtcpConnection = { socket = {}, seqNumber = 0, ackNumber = 0 }

function cNet.CtcpConnection:new(socket, sequence, acknowledgment)
    return setmetatable({ socket = socket, seqNumber = sequence, ackNumber = acknowledgment }, self)
end

-- Logging

local function log(text) print("[cNet] " .. text) end

function cNet.setLogger(logger) log = logger end

-- Events

local network = sockets.station.cnet()
local pending -- the calls under way
local session = sockets.session
local handlers = {} -- set by setMessageHandler, by the event's name

-- Runs a handler of the program. Its errors are printed, and end nothing else.
local function guarded(fn, ...)
    local result = table.pack(pcall(fn, ...))
    if result[1] then return true, result[2] end
    if result[2] == "Terminated" then error("Terminated", 0) end
    print(result[2])
    return false, tostring(result[2])
end

-- Somebody else's text, cut to a readable length.
local function shown(text)
    return #text > 40 and text:sub(1, 40) .. "..." or text
end

-- Answers a request that the network has found a handler for, or none.
local function serve(request, socket)
    if not request.handler then
        log("Received " .. shown(request.method) .. " request for " .. shown(request.path) .. ": " .. request.status)
        return
    end
    log("Received " .. request.method .. " request for " .. request.prefix)
    local ok, result = guarded(function()
        local result = request.handler(request.args, request.header, request.data, socket)
        valid.check_sendable(result, 0)
        return result
    end)
    if ok then
        pending:run(network.respond(request.id, result, session(socket)))
    else
        pending:run(network.fail(request.id, result, session(socket)))
    end
end

local function register(registration, socket, server)
    local ok, problem = pcall(CryptoNet.addUserHashed, registration.username, registration.passwordHash, 1, server)
    if not ok then
        problem = tostring(problem):gsub("^.-:%d+: ", "")
        log("Registration of " .. registration.username .. " failed: " .. problem)
    end
    pending:run(network.answerRegistration(registration.id, ok, session(socket)))
end

-- What the module does with events, after the program's own handlers.
local events = {}

function events.encrypted_message(message, socket, server)
    for _, item in ipairs(pending:received(message, socket, not handlers.encrypted_message)) do
        if item.note then
            log(item.note)
        elseif item.username then
            register(item, socket, server)
        else
            serve(item, socket)
        end
    end
end

function events.login(_, socket) pending:run(network.loginEvent(true, session(socket))) end
function events.login_failed(_, socket) pending:run(network.loginEvent(false, session(socket))) end
function events.logout(_, socket) pending:run(network.logoutEvent(session(socket))) end
function events.connection_closed(socket) pending:run(network.closed(session(socket))) end
function events.timer(id) pending:timed(id) end

local function on_event(event)
    local name = event[1]
    if handlers[name] then guarded(handlers[name], table.unpack(event, 2, event.n)) end
    if events[name] then events[name](table.unpack(event, 2, event.n)) end
end

pending = calls.new(network, on_event)

function cNet.setMessageHandler(event, handler)
    handlers[event] = handler
    log("Registered message handler: " .. event)
end

function cNet.startEventLoop(onStart)
    if type(onStart) ~= "function" then error("onStart must be a function", 2) end
    CryptoNet.setLoggingEnabled(false)
    CryptoNet.startEventLoop(function()
        log("Started event loop")
        onStart()
    end, on_event, function(name) return handlers[name] or events[name] end)
end

-- Servers

function cNet.host(serverId, modemQuery)
    log("Hosting '" .. tostring(serverId) .. "'...")
    CryptoNet.host(serverId, nil, nil, modemQuery)
end

-- Requests with the method for the path, and for what is below it, are answered with
-- what handler(args, header, data, socket) returns: args are the rest of the path.
function cNet.setRestApi(method, path, handler)
    log("Registered REST API: " .. method .. " " .. network.route(method, path, handler))
end

-- Clients

local function numbers(connection) return connection.seqNumber, connection.ackNumber end

function cNet.connectCtcp(serverId, timeout, modemQuery)
    log("Connecting...")
    local socket = CryptoNet.connect(serverId, nil, nil, nil, modemQuery)
    local outcome = pending:await(network.connect(timeout, session(socket)))
    if outcome.problem then
        CryptoNet.close(socket)
        return nil
    end
    return cNet.CtcpConnection:new(socket, outcome.seqNumber, outcome.ackNumber)
end

function cNet.disconnectCtcp(connection, timeout)
    log("Disconnecting...")
    local sequence, acknowledgment = numbers(connection)
    local outcome = pending:await(network.disconnect(sequence, acknowledgment, timeout, session(connection.socket)))
    return outcome.acknowledged
end

function cNet.sendCttpRequest(connection, request, timeout)
    valid.check_sendable(request, 2)
    log("Sending CTTP request...")
    local sequence, acknowledgment = numbers(connection)
    local step, id = network.request(sequence, acknowledgment, request, timeout, session(connection.socket))
    connection.seqNumber, connection.ackNumber = sequence + 1, acknowledgment + 2
    log("Waiting for CTTP response...")
    local outcome = pending:await(step, id)
    return outcome.response, outcome.acknowledged
end

function cNet.connectAndSendCttpRequest(serverId, request, timeout, modemQuery)
    local connection = cNet.connectCtcp(serverId, timeout, modemQuery)
    if not connection then return nil, false, false, false end
    local response, acknowledged = cNet.sendCttpRequest(connection, request, timeout)
    return response, true, acknowledged, cNet.disconnectCtcp(connection, timeout)
end

-- Users

-- Answers 0 if the server has a new user, 1 if it could not be reached, 2 if it did not
-- confirm, 3 if only the end of the connection was not confirmed.
function cNet.register(serverId, username, password, timeout, modemQuery)
    username, password = utility.trimString(username):lower(), utility.trimString(password)
    local connection = cNet.connectCtcp(serverId, timeout, modemQuery)
    if not connection then return 1 end
    log("Registering...")
    local sequence, acknowledgment = numbers(connection)
    local outcome = pending:await(network.register(sequence, acknowledgment, username,
        CryptoNet.hashPassword(username, password, serverId), timeout, session(connection.socket)))
    if outcome.problem then
        CryptoNet.close(connection.socket)
        return 2
    end
    return cNet.disconnectCtcp(connection, timeout) and 0 or 3
end

function cNet.login(connection, username, password)
    local socket = connection.socket or connection
    if socket.username ~= nil then error("Already logged in", 2) end
    log("Logging in...")
    local step, id = network.awaitLogin(session(socket))
    local event = CryptoNet.login(socket, username, password) -- a server's socket is logged in at once
    if event then pending:run(network.loginEvent(event == "login", session(socket))) end
    if pending:await(step, id).problem then error("Login failed", 2) end
    socket.username = username -- it may be a copy
end

function cNet.logout(connection)
    local socket = connection.socket or connection
    if socket.username == nil then error("Not logged in", 2) end
    log("Logging out...")
    local step, id = network.awaitLogout(session(socket))
    if CryptoNet.logout(socket) then pending:run(network.logoutEvent(session(socket))) end
    if pending:await(step, id).problem then error("Logout failed", 2) end
    socket.username = nil
end

-- The checksum of anything that textutils.serialise takes.
function cNet.checksum(object)
    return native.crc32(textutils.serialise(object))
end

return cNet

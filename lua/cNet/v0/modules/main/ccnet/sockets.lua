-- ccnet.sockets: CryptoNet's servers and sockets as tables, and what keeps them up to date.
--
-- Everything that CryptoNet knows is kept by the machine (ccnet.cryptonet), a station
-- for each program. The tables here are what programs see of it. Events carry copies
-- of them; whatever is done with a copy is done to the real one too.

local threads = require "ccnet.threads"

local sockets = {}

local station = ccnet.cryptonet.station()
sockets.station = station

sockets.servers = {} -- the real tables: of servers …
sockets.clients = {} -- … and of sockets that connect has opened, in the order of their beginning
local open = {} -- all sockets, by name

-- What names a socket, a real one or a copy.
local function name_of(socket) return socket.sender .. ">" .. socket.target end

-- What the station has to know of a socket. That is its name, unless it is closed.
function sockets.session(socket)
    if open[name_of(socket)] then return socket.sender, socket.target end
    return socket.sender, socket.target, socket.key, socket.modemSide or socket.modemQuery, socket.channel
end

-- The real socket or server behind a table, if it is still open.
function sockets.real(socket) return open[name_of(socket)] end

function sockets.server(name)
    for _, server in ipairs(sockets.servers) do
        if server.name == name then return server end
    end
end

-- Makes the table of a socket.
local function new_socket(made, server)
    local socket = {
        sender = made.sender, target = made.target, key = made.key, channel = made.channel,
        modemSide = made.modem, modemQuery = made.modem,
        permissionLevel = 0, receivedMessages = {}, server = server,
    }
    open[name_of(socket)] = socket
    if server then server.sockets[socket.target] = socket else table.insert(sockets.clients, socket) end
    return socket
end
sockets.new = new_socket

local function remove(list, item)
    for i = 1, #list do
        if list[i] == item then return table.remove(list, i) end
    end
end

-- Forgets a socket that was closed.
function sockets.forget(socket)
    open[name_of(socket)] = nil
    if socket.server then socket.server.sockets[socket.target] = nil else remove(sockets.clients, socket) end
end

function sockets.forget_server(server)
    for _, socket in pairs(server.sockets) do open[name_of(socket)] = nil end
    server.sockets = {}
    remove(sockets.servers, server)
end

-- What an event changes in the tables, and its arguments for programs.
local events = {}

function events.connection_opened(made, server)
    return new_socket(made, server), server
end

function events.connection_closed(_, server, socket)
    sockets.forget(socket)
    return socket, server
end

function events.login(made, server, socket)
    socket.username, socket.permissionLevel = made.user, made.permission
    return made.user, socket, server
end

function events.login_failed(made, server, socket)
    return made.user, socket, server
end

function events.logout(made, _, socket)
    socket.username, socket.permissionLevel = nil, 0
    return made.user, socket, nil
end

function events.encrypted_message(made, server, socket)
    return made.value, socket, server
end

events.plain_message = events.encrypted_message

local function arguments(made)
    local server = made.server and sockets.server(made.server)
    local socket = open[made.sender .. ">" .. made.target]
    if not socket and made.name ~= "connection_opened" then return end
    return made.name, events[made.name](made, server, socket)
end

-- Does what the station wants done: prints its lines, uses modems. Answers the events,
-- each a list of its name and arguments, or nothing where there are none. In place of a
-- value that the station holds, the list has its number as held.
function sockets.run(step)
    if not step then return end
    if step.log then
        for _, line in ipairs(step.log) do print(line) end
    end
    if step.actions then
        for _, action in ipairs(step.actions) do peripheral.call(table.unpack(action, 1, action.n)) end
    end
    if step.closed then
        for _, names in ipairs(step.closed) do
            local socket = open[names[1] .. ">" .. names[2]]
            if socket then sockets.forget(socket) end
        end
    end
    if step.wake then threads.wake() end
    if not step.events then return end
    local happened = {}
    for _, made in ipairs(step.events) do
        local event = table.pack(arguments(made))
        if event.n > 0 then
            event.held = made.held
            happened[#happened + 1] = event
        end
    end
    return happened
end

-- As run, and queues the events.
function sockets.queue(step)
    local happened = sockets.run(step)
    if not happened then return end
    for _, event in ipairs(happened) do station.queue(event.held, table.unpack(event, 1, event.n)) end
end

-- For the station's calls that can fail: does what is wanted, then fails on behalf of
-- whoever called the function at that level, or returns the results.
function sockets.finish(level, step, problem, ...)
    sockets.queue(step)
    if problem then error(problem, level + 1) end
    return ...
end

-- Tells the station what a program has changed in the tables of its servers.
local told = setmetatable({}, { __mode = "k" })
local function refresh()
    for _, server in ipairs(sockets.servers) do
        local known = told[server]
        if not known or known[1] ~= server.discoverable or known[2] ~= server.hideCertificate
            or known[3] ~= server.certificate then
            told[server] = { server.discoverable, server.hideCertificate, server.certificate }
            station.configure(server.name, server.discoverable, server.hideCertificate, server.certificate)
        end
    end
end

-- Tells the station, or a call of it, of an event modem_message. The message of the
-- current event need not be copied for that: its number is enough.
local function tell(handle, event, hold)
    local message = event[5]
    if type(message) ~= "table" or message.sProtocol ~= "cryptoNet" then return end
    local step, done, later = handle(event[2], event[3], event[4], message.nMessageID, hold)
    if step == false then return handle(event[2], event[3], event[4], message, hold) end
    return step, done, later
end

-- Handles an event modem_message. Answers what has happened, as run.
function sockets.handle(event)
    refresh()
    return sockets.run((tell(station.handle, event)))
end

-- Handles an event modem_message, and queues what has happened.
function sockets.pass_on(event)
    refresh()
    sockets.queue((tell(station.handle, event, true)))
end

-- Waits until a call of the station is done: connecting, or looking for certificates.
-- Everything else goes on meanwhile, if a loop handles it.
function sockets.await(call, delay)
    local timer = os.startTimer(delay)
    while true do
        local event = { os.pullEvent() }
        local step, done, later
        if event[1] == "modem_message" then
            step, done, later = tell(call.handle, event)
        elseif event[1] == "timer" and event[2] == timer then
            step, done, later = call.tick()
        else
            done = call.done() -- somebody else may have handled what was waited for
        end
        sockets.queue(step)
        if done then
            os.cancelTimer(timer)
            return
        elseif later then
            os.cancelTimer(timer)
            timer = os.startTimer(later)
        end
    end
end

return sockets

-- net: the network of PeterOS: addresses, names and messages over a modem.
--
-- What a message is, who gets it and how it is encrypted is decided in the native half
-- (ccnet.rttp); here is what waits, what calls programs back, and what is kept in files.
-- The library exists once on a computer, as the global net.

if type(_G.net) == "table" and _G.net.sendAdv then return _G.net end

local expect = require "cc.expect".expect
local native = _G.ccnet.rttp

local net = {
    standardPorts = native.ports(),
    DEFAULT_TIMEOUT = 2,
    NET_MESSAGE_EVENT = "net_message",
    ignoreMsgOnDecryptFail = true,
}

local PORT = net.standardPorts.network
local BROADCAST = -1

local modem         -- the one that everything is sent by
local is_setup = false
local in_setup -- until when (os.clock) somebody may take to set up; nil: nobody does
local hardware = "" -- this computer's hardware address
local verbose = false

-- Files.

local hardware_file = "/hw.addr"
local config_file = "/home/.appdata/net.cfg"
local key_file = "/home/.appdata/net/key.key"

local function read_file(path)
    local file = fs.open(path, "r")
    if not file then return nil end
    local text = file.readAll()
    file.close()
    return text
end

local function write_file(path, text)
    local file = fs.open(path, "w")
    if not file then return false end
    file.write(text)
    file.close()
    return true
end

local function read_json(path)
    local text = read_file(path)
    local value = text and textutils.unserialiseJSON(text)
    return type(value) == "table" and value or nil
end

-- encrypt = true makes this computer send its key, and read and write in cipher.
local config = read_json(config_file) or {}
if type(config.hostname) ~= "string" then config.hostname = "" end
if config.respondToPing == nil then config.respondToPing = true end

local function save_config()
    return write_file(config_file, textutils.serialiseJSON(config))
end

local function read_hardware()
    if not fs.exists(hardware_file) then
        local digits = {}
        for i = 1, 16 do digits[i] = ("%x"):format(math.random(0, 15)) end
        if not write_file(hardware_file, table.concat(digits)) then
            error("Failed to write Hardware Address, Network module unavailable", 0)
        end
    end
    local text = read_file(hardware_file)
    if not text then error("Failed to read Hardware Address, Network module unavailable", 0) end
    return text
end

local function open_native()
    local keys = config.encrypt and read_json(key_file)
    local fresh = native.open {
        hardware = hardware, hostname = config.hostname, silent = not config.respondToPing,
        encrypt = config.encrypt == true, private = keys and keys.private,
    }
    if fresh and config.encrypt and not keys then
        local private, public = native.seal()
        write_file(key_file, textutils.serialiseJSON { private = private, public = public })
    end
end

-- What leaves.

-- The side of a modem, if it is one of the computer's and nobody wants to see what is sent.
local function side_of(through)
    if verbose or not through then return nil end
    local ok, name = pcall(peripheral.getName, through)
    return ok and name or nil
end

-- Sends what the native half has ready. Returns the stamp of the last message that this
-- computer has sent to itself.
local function flush(through)
    through = through or modem
    local frames = native.take(side_of(through))
    if not frames then return nil end
    local stamp
    for i = 1, #frames do
        local port, message = frames[i].port, frames[i].message
        if verbose then print(native.messageText(message)) end
        if frames[i].loopback then
            stamp = message.header.loopback
            os.queueEvent("modem_message", "loopback", port, port, message, 0)
        elseif through then
            through.open(port)
            through.transmit(port, port, message)
        end
    end
    return stamp
end
net.flush = function() flush() end

-- What arrives. Every event that any program pulls is looked at first. Programs, the
-- shell and what is above them pull the same event one after the other; the messages in
-- it are handed out once. One coroutine, the first of those that see an event, drives the
-- handlers that wait for something: the leader.

local handlers, next_handler = {}, 1
local tasks = {} -- handlers that wait: thread, filter, screen, size of the message
local max_tasks, max_task_bytes = 128, 8 * 2 ^ 20
local complained = false -- that there are too many
local leader, election

local function me() return coroutine.running() or "main" end

-- What is printed goes to the screen of who has made the handler. A program of Go may
-- have no screens to choose from.
local redirect = term.redirect or function() end
local function screen_now() return term.redirect and term.current() end

local function resume(task, ...)
    local screen = redirect(task.screen)
    local ok, filter = coroutine.resume(task.thread, ...)
    if not ok then
        printError("NET Handler Error: " .. tostring(filter))
    elseif coroutine.status(task.thread) ~= "dead" then
        task.filter = filter
        tasks[#tasks + 1] = task
    end
    redirect(screen)
end

local function resume_tasks(event, ...)
    if #tasks == 0 or event == "terminate" then return end
    local waiting = tasks
    tasks = {}
    for i = 1, #waiting do
        local task = waiting[i]
        if task.filter == nil or task.filter == event then
            resume(task, event, ...)
        else
            tasks[#tasks + 1] = task
        end
    end
end

-- Whether one more handler may wait, as far as one can say.
local function is_room()
    local bytes = 0
    for i = 1, #tasks do bytes = bytes + tasks[i].size end
    local room = #tasks < max_tasks and bytes < max_task_bytes
    if not room and not complained then printError("NET Handler Error: too many handlers are waiting") end
    complained = not room
    return room
end

local function reply_to(message, port, header, body)
    return net.reply(port, message, header, body)
end

local function hand_out(message)
    os.queueEvent("net_message", message)
    local size
    for id = 1, next_handler - 1 do
        local handler = handlers[id]
        if handler and is_room() then
            size = size or native.size(message)
            message.reply = reply_to
            resume({ thread = coroutine.create(handler.func), screen = handler.screen, size = size }, message)
        end
    end
end

local function receive(channel, payload)
    local mine, message, notice = native.receive(channel, payload)
    if notice then print(notice) end
    flush()
    if mine then
        if verbose then print(native.messageText(message)) end
        hand_out(message)
    end
end

-- The leader is found by two events: after the first of them everybody has called the new
-- os.pullEventRaw, and who sees the second one first is the leader.
local function elect(round)
    if election == round then
        if round == 1 then
            election = 2
            os.queueEvent("net_leader", 2)
        else
            leader, election = me(), nil
        end
    end
end

local function start_election()
    leader, election = nil, 1
    os.queueEvent("net_leader", 1)
end

local last_payload -- the same table in all coroutines that see one event

local function look(event, a, b, c, d, ...)
    if event == "modem_message" then
        if d ~= last_payload and type(d) == "table" and type(b) == "number" then
            last_payload = d
            -- Whoever pulls events has nothing to do with what goes wrong here.
            local ok, problem = pcall(receive, b, d)
            if not ok then printError(problem) end
        end
    elseif event == "net_leader" then
        elect(a)
    end
    if leader == nil or leader == me() then
        resume_tasks(event, a, b, c, d, ...)
    elseif type(leader) == "thread" and coroutine.status(leader) == "dead" and not election then
        start_election()
    end
end

local hooked = false
local function hook()
    if hooked then return end
    hooked = true
    local raw = os.pullEventRaw
    local function pass(filter, event, ...)
        look(event, ...)
        if filter == nil or filter == event or event == "terminate" then return event, ... end
        return pass(filter, raw())
    end
    function os.pullEventRaw(filter) return pass(filter, raw()) end
    start_election()
end

-- Calls func(message) with every message, in the background of whatever runs. It may
-- wait for events. Returns an id.
function net.registerMsgHandler(func)
    expect(1, func, "function")
    local id = next_handler
    handlers[id] = { func = func, screen = screen_now() }
    next_handler = id + 1
    return id
end

function net.unregisterMsgHandler(id)
    handlers[id] = nil
end

-- The id that the next handler will get.
function net.getCIDofNetHandlers()
    return next_handler
end

-- Waiting.

local waiting = require "net.waiting"
local wait, give_up = waiting.wait, waiting.give_up
net.pullEvent, net.waitForMsgAll = waiting.pull, wait

-- Waits for a message to this computer on a port; -1 is any port.
function net.waitForMsg(port, time)
    expect(1, port, "number")
    expect(2, time, "number")
    return net.waitForMsgAdv(port, time, function() return true end)
end

-- As waitForMsg, for a message for which check(message) is true.
function net.waitForMsgAdv(port, time, check)
    expect(1, port, "number")
    expect(2, time, "number")
    expect(3, check, "function")
    if not net.setup() then return "setup_fail" end
    if port ~= -1 then net.open(port) end
    local own = net.getIP()
    return wait(function(on, message)
        return (on ~= port and port ~= -1) or message.dest ~= own or not check(message)
    end, time)
end

-- Setting up.

local function find_modem()
    return peripheral.find("modem", function(_, m) return m.isWireless() end) or peripheral.find("modem")
end

local rounds, round_time, pause = 3, 10, 30
-- Who has begun may never go on: somebody else does then.
local setup_time = rounds * (round_time + pause)

local function get_address()
    for round = 1, rounds do
        native.discover()
        flush()
        local own = "hw:" .. hardware
        local answer = wait(function(port, message)
            return port ~= PORT or message.dest ~= own or message.header.type ~= "net.ip.acp.return"
                or native.address() == 0
        end, round_time)
        if answer ~= "timeout" then return end
        if round < rounds then sleep(pause) end
    end
end

-- Joins the network: by a modem of its own choice or the given one, with an address that it
-- asks for or the given one. Everything that sends or waits does this first.
function net.setup(given, ip)
    if is_setup then return true end
    while in_setup and os.clock() < in_setup do
        sleep(0.05)
        if is_setup then return true end
    end
    in_setup = os.clock() + setup_time
    local ok, problem = pcall(function()
        hardware = read_hardware()
        modem = given or find_modem()
        if not modem then error("No Modem Attached", 0) end
        open_native()
        hook()
        modem.open(PORT)
        if ip == nil then
            get_address()
        else
            native.setAddress(ip)
        end
        for _, port in pairs(net.standardPorts) do modem.open(port) end
    end)
    in_setup = nil
    if not ok then error(problem, 0) end
    is_setup = true
    return true
end

-- Names the server for names and the gateway, on a network without DHCP.
function net.setServers(dns, gateway)
    net.setup()
    native.setAddress(net.getIP(), dns, gateway)
end

function net.open(port)
    expect(1, port, "number")
    if modem then modem.open(port) end
end

-- Sending.

-- The address that a destination stands for, or nil, and whether it is a name.
local function resolve(dest)
    local address, is_name = native.resolve(dest)
    if address or not is_name then return address, is_name end
    local id = native.lookup(dest)
    if not id then return nil, true end
    flush()
    wait(function(port, message)
        return port ~= PORT or message.msgid ~= id or message.header.type ~= "net.dns.get.return"
    end, 2)
    return (native.resolve(dest)), true
end

-- Returns the message's number or -1, and its stamp if it is for this computer itself.
local function send(port, dest, header, body, id)
    if not modem then return -1 end
    local address, is_name = resolve(dest)
    if not address then return -1 end
    if id == -1 then id = nil end
    local number = native.send(port, address, is_name and dest or nil, header, body, id)
    return number, flush()
end

local function send_sync(port, dest, header, body, timeout)
    local id, stamp = send(port, dest, header, body)
    if id == -1 then return "send_fail" end
    local own = net.getIP()
    local answer = wait(function(on, message)
        return on ~= port or message.dest ~= own or message.msgid ~= id
            or stamp ~= nil and message.header.loopback == stamp
    end, timeout or net.DEFAULT_TIMEOUT)
    if answer == "timeout" then give_up(id) end
    return answer
end

-- Sends a message of a kind; returns its number, or -1.
function net.send(port, dest, kind, body)
    expect(1, port, "number")
    expect(2, dest, "number", "string")
    expect(3, kind, "string")
    if not net.setup() then return -1 end
    return (send(port, dest, { type = kind }, body))
end

-- Sends a message of a kind; returns the reply, or "setup_fail", "send_fail" or "timeout".
function net.sendSync(port, dest, kind, body, timeout)
    expect(1, port, "number")
    expect(2, dest, "number", "string")
    expect(3, kind, "string")
    expect(5, timeout, "nil", "number")
    if not net.setup() then return "setup_fail" end
    return send_sync(port, dest, { type = kind }, body, timeout)
end

-- Sends a message with a header; returns its number, or -1.
function net.sendAdv(port, dest, header, body)
    expect(1, port, "number")
    expect(2, dest, "number", "string")
    expect(3, header, "table")
    if not net.setup() then return -1 end
    return (send(port, dest, header, body))
end

-- Sends a message with a header; returns the reply or an error, as sendSync.
function net.sendAdvSync(port, dest, header, body, timeout)
    expect(1, port, "number")
    expect(2, dest, "number", "string")
    expect(3, header, "table")
    expect(5, timeout, "nil", "number")
    if not net.setup() then return "setup_fail" end
    return send_sync(port, dest, header, body, timeout)
end

-- Replies to a message; returns the number that both have, or -1.
function net.reply(port, message, header, body)
    expect(1, port, "number")
    expect(2, message, "table")
    expect(3, header, "table")
    if not net.setup() then return -1 end
    local id = native.reply(port, message, header, body)
    flush()
    return id
end

-- The address of a name, -1 if it has none.
function net.realizeHostname(dest)
    expect(1, dest, "number", "string")
    if not net.setup() then return -1 end
    return (resolve(dest)) or -1
end
net.relizeHostname = net.realizeHostname

function net.ping(dest)
    local before = os.epoch("utc")
    local answer = net.sendSync(PORT, dest, "ping", {})
    local address = native.format(net.realizeHostname(dest))
    if type(answer) ~= "table" then error("Error pinging " .. address .. ": " .. answer, 0) end
    print("Received return from " .. address .. " after " .. (os.epoch("utc") - before) / 1000 .. "s")
end

-- What this computer is.

local function own_address() return is_setup or in_setup ~= nil end

function net.getIP() return own_address() and (native.address()) or 0 end

function net.getIPMask() return own_address() and (select(2, native.address())) or 0x0000ffff end

function net.getIPV() return "IPV4" end

function net.getHWAddr() return hardware end

function net.isSetup() return is_setup end

function net.getCModem() return modem end

function net.getHostname() return config.hostname end

-- Changes what this computer is called, here and in the server's list of names.
function net.setHostname(name)
    expect(1, name, "string")
    config.hostname = name
    save_config()
    if is_setup then
        native.changeHost(name)
        flush()
    end
    return true
end

function net.getMsgId() return own_address() and native.lastID() or 0 end

function net.useMsgId()
    net.setup()
    return native.nextID()
end

function net.setLogVerbose(on) verbose = on end

-- Whether what arrived on a port is a message for this computer.
function net.validMsg(port, message)
    expect(1, port, "number")
    if type(message) ~= "table" or port < 10000 or port > 20000 then return false end
    local dest, own = message.dest, net.getIP()
    return dest == BROADCAST or dest == own or own == 0 and dest == "hw:" .. hardware
end

-- Texts.

function net.ipFormat(ip)
    expect(1, ip, "number", "string")
    return native.format(ip)
end

-- The number of an address with dots, -1 if it is none.
function net.ipToNumber(ip)
    expect(1, ip, "number", "string")
    if type(ip) == "number" then return ip end
    return native.number(ip)
end

-- The protocol or nil, the host and the path of PROTOCOL://HOST/PATH.
function net.splitUrl(url)
    expect(1, url, "string")
    return native.splitURL(url)
end

function net.stringMessage(message)
    expect(1, message, "table")
    return native.messageText(message)
end

function net.getOriginString(message)
    expect(1, message, "table")
    return message.header.originDomain or message.header.rspDomain or native.format(message.origin)
end

function net.isIPV4(text)
    return type(text) == "string" and text:match("^%d+%.%d+%.%d+%.%d+$") ~= nil
end

require "net.extras" (net, flush)

_G.net = net
net.rtml = require "net.rtml"
return net

-- rednet: messages between computers by ID, over any open modems.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local type, pairs, ipairs = type, pairs, ipairs
local os, random = os, math.random

local rednet = _ENV

local BROADCAST, REPEAT, ID_CHANNELS = 65535, 65533, 65500
rednet.CHANNEL_BROADCAST = BROADCAST
rednet.CHANNEL_REPEAT = REPEAT
rednet.MAX_ID_CHANNELS = ID_CHANNELS

-- A message ID is remembered for this long, in seconds, so that copies of the same
-- message that arrive by other ways are dropped.
local REMEMBER, PRUNE_EVERY = 9.5, 10

local id = os.getComputerID()
local own_channel = id % ID_CHANNELS

local received_messages = {} -- message ID -> the time at which it may be forgotten
local prune_received_timer
local hosted = {} -- protocol -> the name that this computer answers to

local function remember(message_id)
    received_messages[message_id] = os.clock() + REMEMBER
    if not prune_received_timer then prune_received_timer = os.startTimer(PRUNE_EVERY) end
end

-- Forgets what is old; a timer for the next time, if anything is left.
local function prune(messages)
    local now, left = os.clock(), false
    for message_id, deadline in pairs(messages) do
        if deadline <= now then messages[message_id] = nil else left = true end
    end
    return left and os.startTimer(PRUNE_EVERY) or nil
end

-- Opening modems.

-- Refuses names that are not those of modems, blaming the caller's caller.
local function check_modem(name)
    if peripheral.getType(name) ~= "modem" then error("No such modem: " .. name, 3) end
end

local function is_open(name)
    if peripheral.getType(name) ~= "modem" then return false end
    local call = peripheral.call
    return call(name, "isOpen", own_channel) and call(name, "isOpen", BROADCAST)
end

function rednet.open(name)
    expect(1, name, "string")
    check_modem(name)
    peripheral.call(name, "open", own_channel)
    peripheral.call(name, "open", BROADCAST)
end

local function close_one(name)
    peripheral.call(name, "close", own_channel)
    peripheral.call(name, "close", BROADCAST)
end

function rednet.close(name)
    expect(1, name, "string", "nil")
    if name then
        check_modem(name)
        close_one(name)
        return
    end
    for _, modem in ipairs(peripheral.getNames()) do
        if is_open(modem) then close_one(modem) end
    end
end

function rednet.isOpen(name)
    if name ~= nil then
        expect(1, name, "string", "nil")
        return is_open(name)
    end
    for _, modem in ipairs(peripheral.getNames()) do
        if is_open(modem) then return true end
    end
    return false
end

-- Sending and receiving.

-- Sends to a computer or to BROADCAST. Each open modem transmits twice: to the
-- recipient, then to repeaters.
local function transmit(recipient, message, protocol)
    local message_id = random(1, 2147483647)
    remember(message_id)
    if recipient == id then
        os.queueEvent("rednet_message", id, message, protocol)
        return true
    end

    local channel = recipient
    if channel ~= BROADCAST then channel = channel % ID_CHANNELS end
    local packet = {
        nMessageID = message_id,
        nRecipient = recipient,
        nSender = id,
        message = message,
        sProtocol = protocol,
    }

    local sent = false
    local call = peripheral.call
    local names = peripheral.getNames()
    for i = 1, #names do
        local modem = names[i]
        if is_open(modem) then
            call(modem, "transmit", channel, own_channel, packet)
            call(modem, "transmit", REPEAT, own_channel, packet)
            sent = true
        end
    end
    return sent
end

function rednet.send(recipient, message, protocol)
    if type(recipient) ~= "number" then expect(1, recipient, "number") end
    if protocol ~= nil and type(protocol) ~= "string" then expect(3, protocol, "string", "nil") end
    return transmit(recipient, message, protocol)
end

function rednet.broadcast(message, protocol)
    if protocol ~= nil then expect(2, protocol, "string", "nil") end
    transmit(BROADCAST, message, protocol)
end

function rednet.receive(wanted, timeout)
    if type(wanted) == "number" and timeout == nil then wanted, timeout = nil, wanted end
    if wanted ~= nil then expect(1, wanted, "string", "nil") end

    if timeout == nil then
        while true do
            local _, sender, message, protocol = os.pullEvent("rednet_message")
            if wanted == nil or protocol == wanted then return sender, message, protocol end
        end
    end

    expect(2, timeout, "number", "nil")
    local timer = os.startTimer(timeout)
    while true do
        local event, sender, message, protocol = os.pullEvent()
        if event == "rednet_message" then
            if wanted == nil or protocol == wanted then return sender, message, protocol end
        elseif event == "timer" and sender == timer then
            return nil
        end
    end
end

-- Host names.

function rednet.lookup(protocol, name)
    expect(1, protocol, "string")
    expect(2, name, "string", "nil")

    local found = {}
    local own_name = hosted[protocol]
    if own_name then
        if name == nil then
            found[1] = id
        elseif name == "localhost" or name == own_name then
            return id
        end
    end

    if rednet.isOpen() then
        transmit(BROADCAST, { sType = "lookup", sProtocol = protocol, sHostname = name }, "dns")
        local timer = os.startTimer(2)
        while true do
            local event, sender, message, kind = os.pullEvent()
            if event == "rednet_message" then
                if kind == "dns" and type(message) == "table"
                    and message.sType == "lookup response" and message.sProtocol == protocol
                then
                    if name == nil then
                        found[#found + 1] = sender
                    elseif message.sHostname == name then
                        return sender
                    end
                end
            elseif event == "timer" and sender == timer then
                break
            end
        end
    end

    if name ~= nil then return nil end
    return table.unpack(found)
end

function rednet.host(protocol, name)
    expect(1, protocol, "string")
    expect(2, name, "string")
    if name == "localhost" then error("Reserved hostname", 2) end
    if hosted[protocol] == name then return end
    if rednet.lookup(protocol, name) ~= nil then error("Hostname in use", 2) end
    hosted[protocol] = name
end

function rednet.unhost(protocol)
    expect(1, protocol, "string")
    hosted[protocol] = nil
end

-- The daemon.

-- Turns a modem message that is for this computer and new into a rednet_message.
local function accept(modem, channel, reply, packet)
    if channel ~= own_channel and channel ~= BROADCAST or type(packet) ~= "table" then return end

    local message_id, sender = packet.nMessageID, packet.nSender
    if type(message_id) ~= "number" or message_id ~= message_id or received_messages[message_id] then return end
    if sender ~= nil and (type(sender) ~= "number" or sender ~= sender) then return end
    if packet.nRecipient ~= id and channel ~= BROADCAST then return end
    if not is_open(modem) then return end

    remember(message_id)
    os.queueEvent("rednet_message", sender or reply, packet.message, packet.sProtocol)
end

local function answer_lookup(sender, question)
    if type(question) ~= "table" or question.sType ~= "lookup" then return end
    local protocol = question.sProtocol
    local name = hosted[protocol]
    if name and (question.sHostname == nil or question.sHostname == name) then
        rednet.send(sender, { sType = "lookup response", sHostname = name, sProtocol = protocol }, "dns")
    end
end

local running = false

function rednet.run()
    if running then error("rednet is already running", 2) end
    running = true

    while true do
        local event, a, b, c, d = os.pullEventRaw()
        if event == "modem_message" then
            accept(a, b, c, d)
        elseif event == "rednet_message" then
            if c == "dns" then answer_lookup(a, b) end
        elseif event == "timer" then
            if a == prune_received_timer then prune_received_timer = prune(received_messages) end
        end
    end
end

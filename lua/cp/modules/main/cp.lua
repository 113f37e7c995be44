-- cp: the chat protocol CP for programs.
--
--     local cp = require "cp"
--     local chat = assert(cp.connect())    -- the chat behind the gateway, over rednet
--     chat:setName("alice")
--     chat:broadcast("hello")
--     local message = chat:receive(5)      -- { from = , text = , private = }
--
-- A server outside, which the world file must allow, is reached through a gateway
-- peripheral: cp.open("example.org:50555").
--
-- Texts are in the computer's own characters; those that they do not have arrive as "?".

local expect = require "cc.expect".expect

local cp = {}

local PROTOCOL = "cp"
local ANSWER_TIME = 10 -- seconds to wait for an answer
local POLL_TIME = 1 -- seconds between questions for messages

-- What travels.

local escapes = { ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r" }
local plain = { ["\\"] = "\\", n = "\n", r = "\r" }

local function to_utf8(text)
    return (text:gsub("[\128-\255]", function(c) return utf8.char(c:byte()) end))
end

local function from_utf8(text)
    if not utf8.len(text) then return text end
    return (text:gsub("[\194-\244][\128-\191]*", function(c)
        local code = utf8.codepoint(c)
        return code < 256 and string.char(code) or "?"
    end))
end

local function escape(text) return (to_utf8(text):gsub("[\\\n\r]", escapes)) end
local function unescape(text) return from_utf8((text:gsub("\\(.)", plain))) end

local function parse_message(data)
    local verb, from, text = data:match("^(%S+) (%S+) (.*)$")
    if not verb then return nil end
    return { from = from, text = text, private = verb == "Private-message" }
end

-- A client. Its transport has ask(token, data), which returns the status as a number,
-- the token and the data of the answer, or nil and why there is none. A client belongs to
-- one coroutine at a time.

local client = {}
client.__index = client

-- Sends a request. Returns the status and the answer's data, or nil and a message.
function client:request(data)
    expect(1, data, "string")
    local status, token, answer = self.transport.ask(self.token, data)
    if not status then return nil, token end
    if token ~= "" then self.token = token end
    return status, answer
end

local function outcome(status, answer)
    if not status then return false, answer end
    if status == 200 or status == 304 then return true end
    return false, answer ~= "" and answer or cp.reasons[status] or tostring(status)
end

-- The reasons of the codes, for people.
cp.reasons = {
    [400] = "Bad Request", [401] = "Unauthorized", [403] = "Forbidden", [404] = "There is no such user",
    [418] = "I'm a tea pocket", [500] = "Internal Server Error", [501] = "Not Implemented", [502] = "Bad Gateway",
}

-- These return true, or false and a message.

function client:setName(name)
    expect(1, name, "string")
    return outcome(self:request("Set-name " .. name))
end

function client:tell(name, text)
    expect(1, name, "string")
    expect(2, text, "string")
    return outcome(self:request("Private-message " .. name .. " " .. text))
end

function client:broadcast(text)
    expect(1, text, "string")
    return outcome(self:request("Broadcast-message " .. text))
end

-- Returns the oldest message that waits, or nil, and why if something is wrong.
function client:poll()
    local status, data = self:request("Poll")
    if status == 200 then return parse_message(data) end
    if status == 304 then return nil end
    return nil, select(2, outcome(status, data))
end

-- Waits for a message, so many seconds at most if given. It asks every second: what a
-- server pushes does not tell whether it is private.
function client:receive(timeout)
    expect(1, timeout, "number", "nil")
    local last = timeout and os.clock() + timeout
    while true do
        local message, why = self:poll()
        if message or why then return message, why end
        local left = last and last - os.clock() or POLL_TIME
        if left <= 0 then return nil end
        sleep(math.min(left, POLL_TIME))
    end
end

function client:close()
    if self.transport.close then self.transport.close() end
end

local function new(transport)
    return setmetatable({ transport = transport, token = "" }, client)
end

-- Over rednet: bytes of CP in messages of a numbered connection.

local connections = 0

-- Connects with the chat of a gateway: the one that hosts the room, or any. Returns a
-- client, or nil and a message.
function cp.connect(room, timeout)
    expect(1, room, "string", "nil")
    expect(2, timeout, "number", "nil")
    peripheral.find("modem", function(name)
        if not rednet.isOpen(name) then rednet.open(name) end
        return false
    end)
    if not rednet.isOpen() then return nil, "There is no modem" end
    local host = rednet.lookup(PROTOCOL, room)
    if not host then return nil, "There is no gateway" .. (room and " that hosts " .. room or "") end

    connections = connections + 1
    local number = os.getComputerID() * 65536 + connections * 4096 + math.random(0, 4095)
    local transport = {}
    local self
    local buffer, answers, serial, opened = "", {}, 0, false

    local function send(kind, data)
        rednet.send(host, { sType = kind, nConnection = number, sData = data }, PROTOCOL)
    end

    local function parse()
        while true do
            local status, token, data, rest = buffer:match("^([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$")
            if not status then return end
            buffer = rest
            token, data = token:gsub("\r$", ""), unescape((data:gsub("\r$", "")))
            answers[#answers + 1] = { tonumber(status:sub(1, 3)) or 500, token, data }
        end
    end

    -- Takes a message, once, whoever of several coroutines has seen it.
    local function take(sender, message, protocol)
        if sender ~= host or protocol ~= PROTOCOL or type(message) ~= "table" or message.nConnection ~= number
            or type(message.nSerial) ~= "number" or message.nSerial <= serial then return end
        serial = message.nSerial
        if message.sType == "opened" then
            opened, self.token = true, message.sData or ""
        elseif message.sType == "data" then
            buffer = buffer .. message.sData
            parse()
        elseif message.sType == "closed" then
            transport.closed = message.sData or "closed"
        end
    end

    local function await(ready, seconds)
        local timer = os.startTimer(seconds)
        while not ready() do
            if transport.closed then return false, transport.closed end
            local event, id, message, protocol = os.pullEvent()
            if event == "rednet_message" then
                take(id, message, protocol)
            elseif event == "timer" and id == timer then
                return false, "The gateway does not answer"
            end
        end
        os.cancelTimer(timer)
        return true
    end

    local asked, answered = 0, 0
    function transport.ask(token, data)
        if transport.closed then return nil, transport.closed end
        asked = asked + 1
        local turn = asked
        send("data", "\r\n" .. token .. "\r\n" .. escape(data) .. "\r\n")
        local ok, why = await(function() return #answers > 0 and answered + 1 == turn end, ANSWER_TIME)
        answered = turn
        if not ok then
            transport.closed = transport.closed or why -- what comes now would answer something else
            return nil, why
        end
        return table.unpack(table.remove(answers, 1))
    end

    function transport.close()
        if not transport.closed then
            transport.closed = "closed"
            send("close")
        end
    end

    self = new(transport)
    send("open")
    local ok, why = await(function() return opened end, timeout or ANSWER_TIME)
    if not ok then return nil, why end
    return self
end

-- Through a gateway peripheral: one request and its answer at a time.

-- Returns a client for the server of CP at HOST:PORT.
function cp.open(address)
    expect(1, address, "string")
    local gateway = peripheral.find("gateway")
    if not gateway then return nil, "There is no gateway peripheral" end
    return new({
        ask = function(token, data)
            local status, answer_token, answer = gateway.cp(address, token, to_utf8(data))
            if not status then return nil, answer_token end
            return status, answer_token, from_utf8(answer)
        end,
    })
end

return cp

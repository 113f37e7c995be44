-- rttp: requests and replies like HTTP's, over the network of the module net.
--
-- A message is one of net: its header has method and path (requests) or code (replies), and
-- contentType. The library exists once on a computer, as the global rttp.

if type(_G.rttp) == "table" and _G.rttp.sendSync then return _G.rttp end

local expect = require "cc.expect".expect
local net = require "net"
local native = _G.ccnet.rttp

local rttp = { responseCodes = native.codes() }

local PORT = net.standardPorts.rttp

-- Requests.

local function request(dest, path, method, content_type, body, cookies)
    expect(1, dest, "string", "number")
    expect(2, path, "string")
    expect(3, method, "string")
    expect(4, content_type, "string")
    expect(5, body, "string", "number", "table")
    expect(6, cookies, "table", "nil")
    return { type = "rttp", method = method, contentType = content_type, path = path, cookies = cookies }
end

-- Sends a request; returns its number, or -1.
function rttp.send(dest, path, method, content_type, body, cookies)
    return net.sendAdv(PORT, dest, request(dest, path, method, content_type, body, cookies), body)
end

-- Sends a request; returns the reply, or "setup_fail", "send_fail" or "timeout".
function rttp.sendSync(dest, path, method, content_type, body, cookies, timeout)
    expect(7, timeout, "number", "nil")
    local header = request(dest, path, method, content_type, body, cookies)
    return net.sendAdvSync(PORT, dest, header, body, timeout)
end

function rttp.get(dest, path, cookies)
    return rttp.send(dest, path, "GET", "none", {}, cookies)
end

function rttp.getSync(dest, path, cookies, timeout)
    return rttp.sendSync(dest, path, "GET", "none", {}, cookies, timeout)
end

function rttp.post(dest, path, content_type, body, cookies)
    return rttp.send(dest, path, "POST", content_type, body, cookies)
end

function rttp.postSync(dest, path, content_type, body, cookies, timeout)
    return rttp.sendSync(dest, path, "POST", content_type, body, cookies, timeout)
end

-- Replies.

local methods = { GET = true, POST = true }

-- What a reply repeats of its request, if it is no more than that.
local function short(text)
    return type(text) == "string" and #text <= 255 and text or nil
end

-- Replies to a request: reply(message, code, contentType, body, header). As the
-- documentation has it, the method may stand behind the code.
function rttp.reply(message, code, content_type, body, header)
    if methods[content_type] and type(body) == "string" and header ~= nil and type(header) ~= "table" then
        content_type, body, header = body, header, nil
    end
    expect(1, message, "table")
    expect(2, code, "number")
    expect(3, content_type, "string")
    expect(4, body, "string", "number", "table")
    expect(5, header, "table", "nil")
    header = header or {}
    header.type = "rttp"
    header.method = short(message.header.method)
    header.contentType = content_type
    header.code = code
    header.rspDomain = short(message.header.domain)
    return net.reply(PORT, message, header, body)
end

-- Whether a message of the network is one of RTTP.
function rttp.valid(message)
    expect(1, message, "table")
    return message.port == PORT and type(message.header) == "table" and message.header.type == "rttp"
end

local function is_request(message)
    return rttp.valid(message) and message.header.method ~= nil and message.header.code == nil
end

-- Waits for a message of RTTP to this computer: for ever if timeout is 0 or less.
function rttp.waitForMsg(timeout)
    expect(1, timeout, "number", "nil")
    return net.waitForMsgAdv(PORT, timeout or 2, rttp.valid)
end

function rttp.codeName(code)
    expect(1, code, "number")
    return native.codeName(code)
end

function rttp.stringMessage(message)
    expect(1, message, "table")
    return native.requestText(message)
end

-- Servers.

local handler = function()
    return rttp.responseCodes.internalServerError, "text/plain", "Message handler not set"
end

-- Sets what answers requests: func(method, header, body, message) returns code, content
-- type, body and, if it likes, further fields of the header.
function rttp.handleMsg(func)
    expect(1, func, "function")
    handler = func
end

local bodies = { string = true, number = true, table = true }

local max_shown = 512 -- bytes of a request, on the screen

local function fail(message)
    print("Internal error on " .. rttp.stringMessage(message):sub(1, max_shown))
    rttp.reply(message, rttp.responseCodes.internalServerError, "text/plain", "Something went wrong processing the request")
end

-- Answers a request; complain is told of errors.
local function answer(message, complain)
    local head = message.header
    local ok, code, content_type, body, header = pcall(handler, head.method, head, message.body, message)
    if not ok or type(code) ~= "number" or type(content_type) ~= "string" or not bodies[type(body)]
        or header ~= nil and type(header) ~= "table" then
        if not ok then complain("ERROR: " .. tostring(code)) end
        fail(message)
        return
    end
    if not pcall(rttp.reply, message, code, content_type, body, header) then fail(message) end
end

-- Requests that wait while one is answered. There is one list, for whichever server runs.
local waiting, waiting_bytes = {}, 0
local max_waiting, max_waiting_bytes = 256, 8 * 2 ^ 20
local listening = false

-- What answers a request may itself wait for events, and misses those of other requests
-- then; the network's handlers miss nothing.
local function listen()
    if listening then return end
    listening = true
    net.registerMsgHandler(function(message)
        if not is_request(message) or message.dest ~= net.getIP() or #waiting >= max_waiting then return end
        local size = native.size(message)
        if #waiting == 0 or waiting_bytes + size <= max_waiting_bytes then
            waiting[#waiting + 1] = { message = message, size = size }
            waiting_bytes = waiting_bytes + size
        end
    end)
end

-- Answers requests for ever, one after another.
function rttp.runServer()
    if not net.setup() then error("Network setup failed, server not started", 0) end
    net.open(PORT)
    listen()
    waiting, waiting_bytes = {}, 0 -- what an earlier server has left
    while true do
        while #waiting == 0 do net.pullEvent("net_message") end
        local request = table.remove(waiting, 1)
        waiting_bytes = waiting_bytes - request.size
        answer(request.message, printError)
    end
end

local registered = false

-- Answers requests in the background of whatever runs. Returns whether that is new.
function rttp.registerHandler()
    if registered then return false end
    registered = true
    net.registerMsgHandler(function(message)
        if is_request(message) then answer(message, print) end
    end)
    return true
end

_G.rttp = rttp
return rttp

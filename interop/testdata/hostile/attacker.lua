-- Sends a server whatever is wrong, first as a stranger and then as a client.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)

local channel = cryptoNet.getChannel("target")
local modem = peripheral.find("modem")

local deep = {}
for _ = 1, 100 do deep = { deep } end
local wide = {}
for i = 1, 1000 do wide[i] = i % 256 end
local odd = {
    true, 5, -1, 1 / 0, 0 / 0, "", "text", "-5", "0", ("9"):rep(1000), {}, { {} }, { {}, {} }, { { 1 }, { 2 } },
    { { 300, -1, 0.5, "x" }, wide }, { wide, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } }, deep,
    { name = "target" }, { name = "target", key = { public = "x", shared = "y" } },
}

local function transmit(payload)
    modem.transmit(channel, channel, payload)
    modem.transmit(65531, channel, payload)
end

local refused = {}

local id = 0
local function envelope(kind, message, target, sender)
    id = id + 1
    transmit({
        nMessageID = id, nRecipient = channel, sProtocol = "cryptoNet",
        message = { msgType = kind, message = message, target = target, sender = sender },
    })
end

sleep(2)
for _, value in ipairs(odd) do
    transmit(value)
    transmit({ sProtocol = "cryptoNet", nMessageID = value, message = value })
    transmit({ sProtocol = value, nMessageID = 1, message = {} })
    for _, kind in ipairs { "discovery_request", "certificate_request", "certificate_response", "connection_request",
        "connection_response", "encrypted_message", "plain_message", value } do
        envelope(kind, value, "target", "somebody")
        envelope(kind, value, value, value)
    end
    sleep(0.1)
end

cryptoNet.startEventLoop(function()
    local socket = cryptoNet.connect("target")
    for _, value in ipairs(odd) do
        for _, message in ipairs {
            value, { protocol = value }, { protocol = "CTCP" }, { protocol = "CTCP", payload = value },
            { protocol = "CTCP", payload = { seqNumber = value, ackNumber = value, flags = value } },
            { protocol = "CTCP", payload = { seqNumber = 1, ackNumber = 1, flags = { [5] = true }, protocol = "CLOG", payload = value } },
            { protocol = "CTCP", payload = { seqNumber = 1, ackNumber = 1, flags = {}, protocol = value, payload = value } },
            { protocol = "CTCP", payload = { seqNumber = 1, ackNumber = 1, flags = {}, protocol = "CTTP",
                payload = { requestMethod = "GET", path = value, header = {}, data = value } } },
            { "normal", value }, { "system", value }, { "system", { value, value } }, { "system", { "error", value } },
            { "system", { "certSignature", value } }, { value, value },
            { "normal", { method = "GET", path = value, body = value } }, { "normal", { method = value, path = "/fine" } },
        } do
            local ok, problem = pcall(cryptoNet.send, socket, message)
            if not ok then refused[problem:gsub("^.-:%d+: ", "") .. ""] = true end
        end
        pcall(cryptoNet.sendUnencrypted, socket, value)
        sleep(0.1)
    end
    for problem in pairs(refused) do print(problem) end
    print("attacked")
end)

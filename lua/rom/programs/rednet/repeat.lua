-- repeat: passes rednet messages on to computers out of the sender's reach.

local modems = {}
for _, name in ipairs(peripheral.getNames()) do
    if peripheral.getType(name) == "modem" then modems[#modems + 1] = name end
end
if #modems == 0 then
    print("No modems found.")
    return
end
print(#modems == 1 and "1 modem found." or #modems .. " modems found.")

local function on_all(method, ...)
    for _, modem in ipairs(modems) do peripheral.call(modem, method, ...) end
end

local FORGET_AFTER = 30 -- seconds
local seen = {} -- message ID -> true
local forget = {} -- timer -> message ID
local count = 0

local function pass_on(reply, packet)
    local id, recipient = packet.nMessageID, packet.nRecipient
    if not id or type(recipient) ~= "number" or seen[id] then return end
    seen[id] = true
    forget[os.startTimer(FORGET_AFTER)] = id

    local channel = recipient
    if channel ~= rednet.CHANNEL_BROADCAST then channel = channel % rednet.MAX_ID_CHANNELS end
    for _, modem in ipairs(modems) do
        peripheral.call(modem, "transmit", rednet.CHANNEL_REPEAT, reply, packet)
        peripheral.call(modem, "transmit", channel, reply, packet)
    end

    count = count + 1
    local _, y = term.getCursorPos()
    term.setCursorPos(1, y - 1)
    term.clearLine()
    print(count == 1 and "1 message repeated." or count .. " messages repeated.")
end

print("0 messages repeated.")
on_all("open", rednet.CHANNEL_REPEAT)

local ok, problem = pcall(function()
    while true do
        local event, a, channel, reply, packet = os.pullEvent()
        if event == "modem_message" then
            if channel == rednet.CHANNEL_REPEAT and type(packet) == "table" then pass_on(reply, packet) end
        elseif event == "timer" and forget[a] then
            seen[forget[a]] = nil
            forget[a] = nil
        end
    end
end)
if not ok then printError(problem) end

on_all("close", rednet.CHANNEL_REPEAT)

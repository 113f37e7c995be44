-- Who wants to connect to the right one.

local cryptoNet = require "cryptoNet"

local modem = peripheral.find("modem")
modem.open(2)
local key
repeat
    local _, _, channel, _, message = os.pullEvent("modem_message")
    if channel == 2 then key = message end
until key

local function try(what, ...)
    print("* " .. what)
    local ok, result = pcall(cryptoNet.connect, "shop", 2, 1, nil, nil, ...)
    print(ok and "connected" or (result:gsub("^.-:%d+: ", "")))
    if ok then cryptoNet.close(result) end
end

sleep(5)
try("without a key")
try("with the key", key)
try("with a key that is none", {})
try("with the key, and unsigned ones allowed", key, true)
print("* discovering")
print(#cryptoNet.discover(1, key) .. " " .. #cryptoNet.discover(1, key, true))
sleep(20)
try("with the key, when both are signed", key)
print("* discovering")
print(#cryptoNet.discover(1, key, true))
print("* a hidden certificate")
print((select(2, pcall(cryptoNet.connect, "secret", 2, 1)):gsub("^.-:%d+: ", "")))
print("* a foreign certificate")
local foreign = cryptoNet.generateCertificate("shop")
print((select(2, pcall(cryptoNet.connect, "shop", 2, 1, foreign)):gsub("^.-:%d+: ", "")))
print("done")

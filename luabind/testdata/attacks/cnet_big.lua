-- Sends and checks what is very large.
-- expect: survived
local cryptoNet = require "cryptoNet"
local cNet = require "cNet"
cryptoNet.setLoggingEnabled(false)
local text = ("x"):rep(4e6)
local key = {}
for i = 1, 16 do key[i] = i end
local socket = { sender = text, target = text, key = key, modemSide = "back", channel = 1, permissionLevel = 0, receivedMessages = {} }
pcall(cryptoNet.send, socket, text)
pcall(cryptoNet.host, text)
pcall(cryptoNet.connect, text, 0, 0)
pcall(cryptoNet.hashPassword, text, text, text)
pcall(cryptoNet.getChannel, text)
pcall(cryptoNet.deserializeCertOrKey, ("{"):rep(1e5))
pcall(cryptoNet.signCertificate, { name = text, key = { public = text, shared = text } }, { private = ("9"):rep(1e6), shared = ("7"):rep(1e6) })
pcall(cryptoNet.verifyCertificate, { name = "x", key = { public = "1", shared = "2" }, signature = ("9"):rep(1e6) },
    { public = ("9"):rep(1e6), shared = ("7"):rep(1e6) })
pcall(cNet.checksum, text)
print("survived")

-- cryptoNet: makes the keys of a certificate authority, and signs certificates with them.

local cryptoNet = require "ccnet.cryptonet" (false) -- "cryptoNet" would be this program

local command, first, second = ...

cryptoNet.setLoggingEnabled(true)
cryptoNet.setWorkingDirectory(shell.dir())

local function attempt(fn, ...)
    local ok, problem = pcall(fn, ...)
    if not ok then print("[CryptoNet] Error: " .. tostring(problem):gsub("^.-:%d+: ", "") .. "") end
end

if command == "initCertAuth" then
    attempt(cryptoNet.initCertificateAuthority, first, second)
elseif command ~= "signCert" then
    print("[CryptoNet] Invalid command.")
elseif not first then
    print("[CryptoNet] Usage: cryptoNet signCert <file>")
else
    attempt(cryptoNet.signCertificate, first, second)
end

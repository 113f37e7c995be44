-- certAuth: the certificate authority that servers of CNet have their certificates signed by.

local CryptoNet = require "CryptoNet"
local station = require "ccnet.sockets".station

local MAP = "certMap.tbl" -- the key of every name that was signed

local function read(path)
    local file = fs.open(path, "r")
    if not file then return nil end
    local text = file.readAll()
    file.close()
    return text
end

if not fs.exists("certAuth.key") then
    print("Setting up Certificate Authority...")
    CryptoNet.initCertificateAuthority()
    ccnet.cryptonet.writeFile("certAuth.crt", CryptoNet.serializeCertOrKey({
        name = "certAuth", key = CryptoNet.deserializeCertOrKey(read("certAuth.key")),
    }))
    CryptoNet.signCertificate("certAuth.crt")
end

print("Loading certificate map...")
station.authority(read("certAuth_private.key") or "", read(MAP) or "{}")

CryptoNet.startEventLoop(function() CryptoNet.host("certAuth") end, function(event)
    if event[1] ~= "encrypted_message" then return end
    local answer, changed, note = station.authorityHandle(event[2])
    if note then print(note) end
    if changed then ccnet.cryptonet.writeFile(MAP, station.authorityNames()) end
    if answer then CryptoNet.send(event[3], answer) end
end)

-- What CryptoNet makes of its files, whole and broken.

local cryptoNet = require "cryptoNet"

local function write(path, text)
    local file = fs.open(path, "w")
    file.write(text)
    file.close()
end

local function read(path)
    local file = fs.open(path, "r")
    local text = file.readAll()
    file.close()
    return text
end

local function try(what, fn, ...)
    local ok, result = pcall(fn, ...)
    print("* " .. what .. ": " .. (ok and type(result) or tostring(result):gsub("^[^ ]-:%d+: ", "")))
    return ok and result or nil
end

local certificate = cryptoNet.serializeCertOrKey({ name = "shop", key = { public = "157242286777487461843874845546014178493",
    shared = "131712372926575664613526823854867964788733937026584017722101003738142999638139" } })
local key = cryptoNet.serializeCertOrKey({ private = "10181624151037012304736165177208648897336348996136175587433614839216843312469",
    shared = "131712372926575664613526823854867964788733937026584017722101003738142999638139" })
local loaded = cryptoNet.deserializeCertOrKey(certificate)
print(loaded.name .. " " .. loaded.key.public .. " " .. tostring(loaded.signature))
print((certificate:gsub("%s+", " ")))

write("shop.crt", certificate)
try("no private key", cryptoNet.host, "shop")
write("shop_private.key", key)
fs.delete("shop.crt")
try("no certificate", cryptoNet.host, "shop")
write("shop.crt", "{ name = 5 }")
try("a broken certificate", cryptoNet.host, "shop")
write("shop.crt", "no table")
try("no certificate in its file", cryptoNet.host, "shop")
write("shop.crt", certificate)
write("shop_private.key", "{}")
try("a broken key", cryptoNet.host, "shop")
write("shop_private.key", key)
write("shop_users.tbl", "{ bob = 5 }")
try("broken users", cryptoNet.host, "shop")
write("shop_users.tbl", "")
try("no users in their file", cryptoNet.host, "shop")
fs.delete("shop_users.tbl")
fs.makeDir("shop_users.tbl")
try("a directory of users", cryptoNet.host, "shop")
fs.delete("shop_users.tbl")
fs.makeDir("dir.crt")
try("a directory as a certificate", cryptoNet.host, "dir")
fs.makeDir("dir_private.key")
try("a directory as a key", cryptoNet.host, "dir", nil, nil, nil, "shop.crt")
try("a bad certificate", cryptoNet.host, "x", nil, nil, nil, {})
try("a bad key", cryptoNet.host, "x", nil, nil, nil, loaded, {})
try("a path that is none", cryptoNet.host, "shop", nil, nil, nil, nil, nil, 5)
local server = try("all there", cryptoNet.host, "shop", false, true, "back", "shop.crt", "shop_private.key", "users.tbl")
print(server.name .. " " .. server.channel .. " " .. tostring(server.discoverable) .. " " .. tostring(server.hideCertificate)
    .. " " .. server.userTablePath .. " " .. server.modemSide .. " " .. server.certificate.key.public)
cryptoNet.addUser("bob", "secret", 3)
local users = textutils.unserialise(read("users.tbl"))
print(users.bob[2] .. " " .. users.bob[1][1] .. " " .. users.bob[1][32] .. " " .. tostring(cryptoNet.userTableValid(users)))
cryptoNet.close(server)
server = cryptoNet.host("shop", nil, nil, nil, nil, nil, "users.tbl")
print(tostring(cryptoNet.checkPassword("bob", "secret")) .. " " .. tostring(cryptoNet.checkPassword("bob", "Secret")))
cryptoNet.closeAll()

print("-- an authority")
print(tostring(try("no key", cryptoNet.loadCertAuthKey)))
fs.makeDir("dir.key")
try("a directory", cryptoNet.loadCertAuthKey, "dir.key")
try("no key in its file", cryptoNet.loadCertAuthKey, "shop.crt")
try("a bad key", cryptoNet.loadCertAuthKey, {})
write("certAuth.key", cryptoNet.serializeCertOrKey({ public = "339378472281547422338972353650881252401",
    shared = "471258147723531021324685163462229182293465289101341334523955128528616840087497" }))
write("certAuth_private.key", cryptoNet.serializeCertOrKey({
    private = "368842007992703050542320065758249965522180896476711656593689309970430856400081",
    shared = "471258147723531021324685163462229182293465289101341334523955128528616840087497" }))
try("there is a key", cryptoNet.initCertificateAuthority)
try("there is a private key", cryptoNet.initCertificateAuthority, "new.key")
local authority = try("a key", cryptoNet.loadCertAuthKey)
try("no certificate", cryptoNet.signCertificate, "certAuth.key")
try("no private key", cryptoNet.signCertificate, "shop.crt", "certAuth.key")
try("neither certificate nor file", cryptoNet.signCertificate, 5)
try("neither key nor file", cryptoNet.signCertificate, loaded, {})
local signed = try("a table", cryptoNet.signCertificate, loaded)
print(signed.signature .. " " .. tostring(signed == loaded))
signed = try("a file", cryptoNet.signCertificate, "shop.crt", "certAuth_private.key")
print(signed.signature)
print((read("shop.crt"):gsub("%s+", " ")))
print(tostring(cryptoNet.verifyCertificate(signed, authority)))
signed.name = "stop"
print(tostring(cryptoNet.verifyCertificate(signed, authority)))
cryptoNet.setWorkingDirectory("sub")
try("another directory", cryptoNet.signCertificate, "shop.crt")

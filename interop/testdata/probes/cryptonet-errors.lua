-- What CryptoNet's functions say to wrong arguments.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)

local function try(name, ...)
    local result = table.pack(pcall(cryptoNet[name], ...))
    for i = 1, result.n do
        local text = type(result[i]) == "table" and "table" or tostring(result[i])
        result[i] = text:gsub("^[^ ]-:%d+: ", "")
    end
    print(name .. " " .. table.concat(result, " ", 1, result.n))
end

print("-- without a server")
try("host")
try("host", 5)
try("connect")
try("connect", 5)
try("connect", "x", 1, 1, {})
try("connect", "x", 1, 1, { name = "x" })
try("connect", nil, 1, 1, "missing.crt")
try("send")
try("send", {}, "x")
try("sendUnencrypted", {}, "x")
try("close")
try("close", {})
try("discover", 0, nil, nil, "nowhere")
try("discover", 0, nil, nil, "left")
try("requestCertificate")
try("requestCertificate", "x", 0, nil, nil, "right")
try("resolveModemSide", "top")
try("resolveModemSide", 5)
try("resolveModemSide")
try("addUser")
try("addUser", "bob")
try("addUser", "bob", "secret")
try("addUser", "bob", "secret", "high")
try("addUserHashed", "bob", 5)
try("deleteUser")
try("deleteUser", "bob")
try("userExists")
try("userExists", "bob")
try("getPasswordHash", 5)
try("getPasswordHash", "bob")
try("getPermissionLevel", 5)
try("getPermissionLevel", "bob")
try("setPassword", "bob")
try("setPassword", "bob", "new")
try("setPasswordHashed", "bob")
try("setPermissionLevel", "bob", "high")
try("setPermissionLevel", "bob", 2)
try("checkPassword", 5)
try("checkPassword", "bob", "x")
try("checkPasswordHashed", "bob")
try("login")
try("login", {})
try("logout")
try("hashPassword", 5)
try("hashPassword", "bob", 5)
try("hashPassword", "bob", "secret", 5)
try("loadUserTable")
try("loadUserTable", "missing.tbl")
try("saveUserTable", {})
try("saveUserTable", { 1 }, "x.tbl")
try("saveUserTable", {}, "rom")
try("setWorkingDirectory", 5)
try("serializeCertOrKey", "x")
try("deserializeCertOrKey")
try("deserializeCertOrKey", "{")
try("signCertificate", {})
try("signCertificate", "missing.crt")
try("signCertificate", "rom")
try("signCertificate", { name = "x", key = { public = "3", shared = "35" } })
try("signCertificate", { name = "x", key = { public = "3", shared = "35" } }, {})
try("startEventLoop", 5)
try("startEventLoop", nil, 5)
try("closeAll")

print("-- with one")
local server = cryptoNet.host("probe")
try("host", "probe")
try("addUser", "bob", "secret", 2)
try("addUser", "bob", "secret")
try("addUser", "eve", "secret", nil, {})
try("userExists", "bob")
try("userExists", "eve")
try("getPermissionLevel", "bob")
try("getPermissionLevel", "eve")
try("getPasswordHash", "eve")
try("setPermissionLevel", "bob", 5)
try("setPermissionLevel", "eve", 5)
try("setPassword", "eve", "new")
try("setPassword", "bob", "new", server)
try("checkPassword", "bob", "secret")
try("checkPassword", "bob", "new")
try("checkPassword", "eve", "new")
try("checkPasswordHashed", "bob", cryptoNet.hashPassword("bob", "new", "probe"))
try("deleteUser", "eve")
print(server.userTable.bob[2] .. " " .. #server.userTable.bob[1] .. " " .. #cryptoNet.getPasswordHash("bob"))
try("deleteUser", "bob")
print(tostring(server.userTable.bob))

print("-- with two")
local other = cryptoNet.host("another")
try("addUser", "bob", "secret")
try("userExists", "bob", other)
print(#cryptoNet.getAllServers() .. " servers, " .. #cryptoNet.getAllClientSockets() .. " sockets")
print(tostring(cryptoNet.channelInUse(server.channel, "back")) .. " " .. tostring(cryptoNet.channelInUse(1, "back")))
try("close", server)
try("userExists", "bob")
try("closeAll")
try("userExists", "bob")
print(#cryptoNet.getAllServers() .. " servers")

print("-- what is valid")
local key = {}
for i = 1, 16 do key[i] = i end
local public = { public = "1", shared = "2" }
for _, case in ipairs {
    { "keyValid", {}, key, "x" },
    { "privateKeyValid", {}, { private = "1", shared = "2" }, { private = 1, shared = 2 } },
    { "publicKeyValid", {}, public, { public = "1" } },
    { "certificateValid", {}, { name = "x" }, { name = "x", key = public }, { name = "x", key = public, signature = 5 } },
    { "serverValid", {}, server, 5 },
    { "socketValid", {}, server, 5 },
    { "userTableValid", {}, { bob = { {}, 1 } }, { bob = { 1, 1 } }, 5 },
} do
    for i = 2, #case do print(case[1] .. " " .. i - 1 .. " " .. tostring(cryptoNet[case[1]](case[i]))) end
end
print(tostring(cryptoNet.certificateValid({ name = "x" }, true)))
print("-- settings")
print(tostring(cryptoNet.getLoggingEnabled()) .. " " .. tostring(cryptoNet.getRepeatMessages())
    .. " '" .. cryptoNet.getWorkingDirectory() .. "' " .. #cryptoNet.generateKey())
for _, name in ipairs { "DemoServer", "certAuth", "server-id", "cos-appstore" } do print(name .. " " .. cryptoNet.getChannel(name)) end

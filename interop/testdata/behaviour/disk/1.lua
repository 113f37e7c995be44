-- A server on a disk that is full.

local cryptoNet = require "cryptoNet"

local function read(path)
    local file = fs.open(path, "r")
    local text = file and file.readAll()
    if file then file.close() end
    return text
end

cryptoNet.setLoggingEnabled(false)
cryptoNet.host("full")
cryptoNet.addUser("bob", "secret")
local before = read("full_users.tbl")
local file = fs.open("filler", "w")
file.write(("x"):rep(fs.getFreeSpace("/") - 200))
file.close()
print((select(2, pcall(cryptoNet.addUser, "eve", "secret")):gsub("^.-:%d+: ", "")))
print("unchanged: " .. tostring(read("full_users.tbl") == before))
print(textutils.serialise(fs.list("/"), { compact = true }))
fs.delete("filler")
cryptoNet.setPassword("bob", "other")
print("changed: " .. tostring(read("full_users.tbl") ~= before))
cryptoNet.closeAll()
cryptoNet.host("full")
print(tostring(cryptoNet.checkPassword("bob", "other")) .. " " .. tostring(cryptoNet.userExists("eve")))
print("done")

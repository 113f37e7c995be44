-- What CNet's and Cttp's functions are.

local CNet = require "CNet"
local Cttp = require "Cttp"

local function try(what, fn, ...)
    local ok, result = pcall(fn, ...)
    print(what .. ": " .. tostring(ok) .. " " .. tostring(result):gsub("^[^ ]-:%d+: ", ""))
end

local function list(name, t)
    local keys = {}
    for key, value in pairs(t) do keys[#keys + 1] = key .. " " .. type(value) end
    table.sort(keys)
    print(name .. ": " .. table.concat(keys, ", "))
end

list("CNet", CNet)
list("auth", CNet.auth)
list("eventHandlers", CNet.eventHandlers)
list("system", CNet.system)
list("api", CNet.system.api)
list("Cttp", Cttp)
list("Cttp.CNet", Cttp.CNet)

try("no name", CNet.host)
try("an empty name", CNet.host, "")
try("a wrong name", CNet.host, "a b")
try("nobody to connect to", CNet.connect, "nobody", 0, 0)
try("no socket", CNet.send, {}, "x")
local request = Cttp.Request("GET", "/x", 5)
print(request.method .. " " .. request.path .. " " .. request.body)
print(Cttp.GetRequest("/x").method .. " " .. Cttp.PostRequest("/x").method .. " " .. Cttp.DeleteRequest("/x").method)
print(Cttp.Response(200, "x").body .. " " .. Cttp.Response({ status = 404 }).status)
print(tostring(Cttp.sendRequest({}, Cttp.Request("PUT", "/x"))))

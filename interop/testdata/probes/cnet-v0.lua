-- What cNet's functions and classes are.

local cNet = require "cNet"
local utility = require "copperUtility"
local logger = require "copperLogger"

local function try(what, fn, ...)
    local ok, result = pcall(fn, ...)
    print(what .. ": " .. tostring(ok) .. " " .. tostring(result):gsub("^[^ ]-:%d+: ", ""))
end

local function sorted(t)
    local keys = {}
    for key in pairs(t) do keys[#keys + 1] = key end
    table.sort(keys)
    return ipairs(keys)
end

for _, name in sorted(cNet) do print(name .. " " .. type(cNet[name])) end
for _, name in sorted(cNet.CttpStatus) do print(name .. " " .. cNet.CttpStatus[name].code .. " " .. cNet.CttpStatus[name].message) end
for _, name in sorted(cNet.MessageEventType) do print(name .. " " .. cNet.MessageEventType[name]) end
for _, name in sorted(cNet.CttpRequestMethod) do print(name .. " " .. cNet.CttpRequestMethod[name]) end

try("a status that is none", cNet.CttpResponse.new, cNet.CttpResponse, {})
try("no function", cNet.startEventLoop, 5)
local response = cNet.CttpResponse:new(cNet.CttpStatus.NOT_FOUND, nil, "x")
print(response.statusCode .. " " .. response.statusMessage .. " " .. type(response.header) .. " " .. response.data)
local request = cNet.CttpRequest:new("GET", "/x")
print(request.requestMethod .. " " .. request.path .. " " .. type(request.header) .. " " .. tostring(request.data))
local connection = cNet.CtcpConnection:new({}, 1, 2)
print(type(connection.socket) .. " " .. connection.seqNumber .. " " .. connection.ackNumber)

for _, path in ipairs { "x", "/x", "/x/", "/", "x/y/" } do cNet.setRestApi("GET", path, function() end) end
cNet.setMessageHandler(cNet.MessageEventType.LOGIN, function() end)
cNet.setLogger(function(text) print("logged " .. text) end)
cNet.setRestApi("ANY", "/x", function() end)
for _, value in ipairs { "123456789", 42, true, { 1, 2, 3 }, {}, { x = { y = "z" } } } do print(cNet.checksum(value)) end
try("a function", cNet.checksum, { print })

print(table.concat(utility.splitString(" a  b c ", nil), "|") .. " " .. table.concat(utility.splitString("/a//b/", "/"), "|"))
print("'" .. utility.trimString("  a b\n") .. "' '" .. utility.trimString("   ") .. "'")
print(table.concat(utility.splitByChunk("abcdefg", 3), "|") .. " " .. #utility.splitByChunk("", 3))
local list = { 1, 2 }
print(table.concat(utility.concatTables(list, { 3 }), ",") .. " " .. #list)
logger.log("plain")
logger.setPrefix("[x] ")
logger.logInColumns(("0123456789"):rep(6))
logger.debug({ 1 })

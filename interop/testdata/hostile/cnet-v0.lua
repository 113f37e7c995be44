-- A cNet server. Its handlers return what they should not, too.

local cNet = require "cNet"

local cycle = {}
cycle.self = cycle
local twice = {}

for path, result in pairs {
    cycle = { status = 200, body = cycle },
    twice = { status = 200, body = { twice, twice } },
    number = 5,
    text = "text",
    empty = {},
    ["function"] = { status = 200, body = print },
    status = { status = "OK" },
    huge = { status = 200, body = ("x"):rep(1100000) },
} do
    cNet.setRestApi("GET", path, function() return result end)
end
cNet.setRestApi("GET", "error", function() error({ "a table" }) end)
cNet.setRestApi("GET", "nothing", function() end)
cNet.setRestApi("GET", "fine", function() return { status = 200, body = "fine" } end)

cNet.startEventLoop(function()
    cNet.host("target")
end)

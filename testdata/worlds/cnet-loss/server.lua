-- Counts how often each request is handled.

local cNet = require "cNet"

local counts = {}
local twice = 0

cNet.setLogger(function() end)
cNet.setRestApi("POST", "/count", function(args)
    counts[args[1]] = (counts[args[1]] or 0) + 1
    if counts[args[1]] > 1 then twice = twice + 1 end
    return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, args[1])
end)
cNet.setRestApi("GET", "/report", function()
    local handled = 0
    for _ in pairs(counts) do handled = handled + 1 end
    return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, { handled = handled, twice = twice })
end)

cNet.startEventLoop(function() cNet.host("counter") end)

-- A server that logs in a form of its own.

local cNet = require "cNet"

local lines = 0

cNet.setLogger(function(text)
    lines = lines + 1
    print(("%02d | %s"):format(lines, text))
end)

cNet.setRestApi("POST", "notes/", function(args, header, data)
    return cNet.CttpResponse:new(cNet.CttpStatus.CREATED, { length = #data })
end)

cNet.startEventLoop(function()
    cNet.host("notes")
end)

-- Answers GET /path and what is below it, with a response as the documents write it.

local cNet = require "cNet"

cNet.setRestApi("GET", "/path", function(args, header)
    return {
        status = 200,
        headers = { ["Content-Type"] = "text/plain" },
        body = #args == 0 and "Hello, World!" or "Hello, " .. table.concat(args, " and ") .. "!",
    }
end)

cNet.setRestApi("GET", "/broken", function() error("out of order") end)

cNet.startEventLoop(function()
    cNet.host("server-id", "top")
end)

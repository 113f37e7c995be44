-- A client that shows on its monitor what it does.

local cNet = require "cNet"
local logger = require "copperLogger"

logger.setPrefix("[notes] ")
cNet.setLogger(logger.logInColumns)

cNet.startEventLoop(function()
    sleep(1)
    local request = cNet.CttpRequest:new("POST", "/notes", nil, "buy milk")
    local response = cNet.connectAndSendCttpRequest("notes", request)
    logger.logInColumns("The server has made a note of " .. response.header.length .. " characters and calls that "
        .. response.statusMessage .. ".")
    os.shutdown()
end)

-- An app store: apps are directories on floppies, each with its app.meta and files.

local cNet = require "cNet"
local logger = require "copperLogger"

logger.logToMonitor(0.5, "monitor_10")
logger.setPrefix("[store] ")
cNet.setLogger(logger.logInColumns)

local Status = cNet.CttpStatus

local function respond(status, data) return cNet.CttpResponse:new(status, nil, data) end

-- The text of an app's file, or nothing.
local function read(id, name)
    for _, app in ipairs(fs.find("disk*/" .. id)) do
        local file = fs.open(fs.combine(app, name), "r")
        if file then
            local text = file.readAll()
            file.close()
            return text
        end
    end
end

local function valid(id) return id and id:find("^[%w_-]+$") ~= nil end

cNet.setRestApi("GET", "/app", function(args)
    if not valid(args[1]) then return respond(Status.BAD_REQUEST) end
    local text = read(args[1], "app.meta")
    if not text then return respond(Status.NOT_FOUND) end
    local meta = textutils.unserialise(text)
    if type(meta) ~= "table" then return respond(Status.INTERNAL_SERVER_ERROR) end
    return respond(Status.OK, meta)
end)

cNet.setRestApi("GET", "/file", function(args)
    local id = table.remove(args, 1)
    local name = table.concat(args, "/")
    if not valid(id) then return respond(Status.BAD_REQUEST) end
    if name:find("..", 1, true) then return respond(Status.FORBIDDEN) end
    local text = read(id, name)
    return text and respond(Status.OK, text) or respond(Status.NOT_FOUND)
end)

cNet.setRestApi("GET", "/list", function()
    local apps = {}
    for _, path in ipairs(fs.find("disk*/*")) do apps[#apps + 1] = fs.getName(path) end
    return respond(Status.OK, apps)
end)

cNet.startEventLoop(function()
    cNet.host("cos-appstore", "modem_6")
end)

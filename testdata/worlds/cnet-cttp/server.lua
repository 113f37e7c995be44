-- A server of Cttp with a list that clients change.

local Cttp = require "Cttp"

local items = {}

Cttp.GetMapping("/items", function() return 200, items end)
Cttp.PostMapping("/items", function(item)
    if type(item) ~= "string" then return { status = 400, body = "not a text" } end
    table.insert(items, item)
    return 201, #items
end)
Cttp.DeleteMapping("/items", function(number)
    if not items[number] then return 404 end
    return 200, table.remove(items, number)
end)
Cttp.eventHandlers.connect = function(_, server) print("connected to " .. server.name) end
Cttp.eventHandlers.disconnect = function() print("disconnected") end

Cttp.setup(function()
    sleep(2) -- until the authority is up
    local server = Cttp.host("list")
    print("signed " .. tostring(server.certificate.signature ~= nil))
end)

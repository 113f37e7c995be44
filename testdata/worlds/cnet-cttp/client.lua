-- Changes the list of a server, whose certificate must be signed.

local Cttp = require "Cttp"
local Console = require "Console"

Cttp.setup(function()
    sleep(5)
    local socket = Cttp.connect("list")
    for _, request in ipairs {
        Cttp.PostRequest("/items", "bread"),
        Cttp.PostRequest("/items", "milk"),
        Cttp.PostRequest("/items"),
        Cttp.DeleteRequest("/items", 1),
        Cttp.DeleteRequest("/items", 5),
        Cttp.GetRequest("/items"),
        Cttp.GetRequest("/"),
        Cttp.GetRequest("/nowhere"),
    } do
        local ok, response = Cttp.sendRequest(socket, request)
        local body = response.body
        if type(body) == "table" then body = table.concat(body, ", ") end
        Console.print(request.method .. " " .. request.path .. " " .. tostring(ok) .. " " .. response.status .. " " .. tostring(body))
    end
    Cttp.close(socket)
    sleep(1)
    os.shutdown()
end)

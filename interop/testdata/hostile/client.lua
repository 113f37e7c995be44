-- An honest client, that comes when the attacker has gone.

local version = ...

local function show(ok, what) print(version .. " " .. tostring(ok) .. " " .. tostring(what)) end

sleep(60)
if version == "cnet-v0" then
    local cNet = require "cNet"
    cNet.setLogger(function() end)
    cNet.startEventLoop(function()
        local connection = cNet.connectCtcp("target")
        for _, path in ipairs { "cycle", "twice", "number", "text", "empty", "function", "status", "huge", "error", "nothing", "fine" } do
            local response, acknowledged = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", path), 2)
            show(acknowledged, path .. " " .. tostring(response and response.statusCode))
        end
        local cycle = {}
        cycle.self = cycle
        for _, data in ipairs { cycle, { print }, { cycle, cycle } } do
            local ok, problem = pcall(cNet.sendCttpRequest, connection, cNet.CttpRequest:new("GET", "/fine", nil, data), 2)
            show(ok, tostring(problem):gsub("^.-:%d+: ", "") .. "")
        end
        show(cNet.disconnectCtcp(connection), "disconnected")
        show(pcall(cNet.sendCttpRequest, connection, cNet.CttpRequest:new("GET", "/fine"), 1))
        print("done")
    end)
else
    local Cttp = require "Cttp"
    Cttp.setup(function()
        local socket = Cttp.connect("target")
        for _, path in ipairs { "/fine", "/error", "/wrong", "/fine" } do
            local ok, response = Cttp.sendRequest(socket, Cttp.GetRequest(path), nil, 2)
            show(ok, path .. " " .. tostring(response and response.status))
        end
        local cycle = {}
        cycle.self = cycle
        local ok, problem = pcall(Cttp.CNet.send, socket, cycle)
        show(ok, problem:gsub("^.-:%d+: ", "") .. "")
        Cttp.close(socket)
        print("done")
    end)
end

-- Sends requests over a bad line. Each ends with the right answer or with none.

local cNet = require "cNet"

cNet.setLogger(function() end)

local function connect()
    while true do
        local ok, connection = pcall(cNet.connectCtcp, "counter", 2)
        if ok and connection then return connection end
    end
end

cNet.startEventLoop(function()
    sleep(1)
    local answered, wrong = 0, 0
    for round = 1, 4 do
        local connection = connect()
        for i = 1, 25 do
            local name = round .. "." .. i
            local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("POST", "/count/" .. name), 1)
            if response and response.data == name then answered = answered + 1 elseif response then wrong = wrong + 1 end
        end
        cNet.disconnectCtcp(connection, 1)
    end
    print(answered > 50 and "most were answered" or answered .. " were answered")
    print(wrong .. " wrongly")

    local response
    repeat
        local connection = connect()
        response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/report"), 2)
        cNet.disconnectCtcp(connection, 1)
    until response
    print(response.data.handled >= answered and "what was answered was handled" or "some were not handled")
    print(response.data.twice .. " were handled twice")
    print(#cNet.CryptoNet.getAllClientSockets() .. " sockets are left")
    os.shutdown()
end)

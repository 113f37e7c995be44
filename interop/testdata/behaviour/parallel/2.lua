-- Requests from within and beside the event loop, and without any.

local cNet = require "cNet"

cNet.setLogger(function() end)

local connection

local function get(number, timeout)
    local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/twice/" .. number), timeout)
    print(number .. " " .. tostring(response and response.data))
end

sleep(1)
connection = cNet.connectCtcp("twice") -- without a loop
get(1)
get(20, 1)
sleep(2)

local function all()
    parallel.waitForAll(function() get(6) end, function() get(3) end, function() get(9) end, function() get(30, 1) end)
end

parallel.waitForAny(function()
    cNet.startEventLoop(function()
        get(2)
        all() -- from within
        os.queueEvent("within")
        get(4)
    end)
end, function()
    os.pullEvent("within")
    all() -- beside
    sleep(1)
end)
get(5) -- the loop is dead
get(50, 1)
print("done")

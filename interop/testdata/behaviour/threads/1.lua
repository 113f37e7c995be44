-- Threads and the event loop: who gets which event, and what ends whom.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)
os.queueEvent("first")

local heard = {}

cryptoNet.startEventLoop(function()
    print("start")
    os.startThread(function()
        local event = os.pullEvent("second")
        print("thread: " .. event)
        error("ends nobody else")
    end)
    os.startThread(function()
        sleep(1)
        print("thread: slept")
        os.queueEvent("fail")
        sleep(1)
        os.queueEvent("stop")
    end)
    os.queueEvent("second", nil, 2)
    sleep(0.5)
    print("onStart slept")
    error("onStart fails")
end, function(event)
    local name = event[1]
    if name == "first" or name == "second" then
        print(name .. " " .. tostring(event[2]) .. " " .. tostring(event[3]))
        sleep(0.1)
        print(name .. " has slept")
    elseif name == "fail" then
        error("onEvent fails")
    elseif name == "stop" then
        print("stopping")
        os.queueEvent("terminate")
    end
end)
print("over")

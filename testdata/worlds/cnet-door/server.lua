-- A door that opens for users, until they have walked over the plate behind it.

local cryptoNet = require "cryptoNet"

local function on(event)
    if event[1] ~= "login" then return end
    print("the door opens for " .. event[2])
    redstone.setOutput("top", true)
    while not redstone.getInput("back") do os.pullEvent("redstone") end
    redstone.setOutput("top", false)
    print("the door is closed")
    cryptoNet.logout(event[3])
end

cryptoNet.startEventLoop(function()
    cryptoNet.host("door", false)
    cryptoNet.addUser("ann", "secret", 3)
end, on)

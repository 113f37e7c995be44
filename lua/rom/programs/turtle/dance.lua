-- dance: makes a turtle dance until a key is pressed.

if not turtle then
    printError("Requires a Turtle")
    return
end

local steps = { turtle.turnLeft, turtle.turnRight, turtle.up, turtle.down, turtle.forward, turtle.back }

print("Press any key to stop the groove")
parallel.waitForAny(function()
    os.pullEvent("key")
end, function()
    while true do steps[math.random(1, #steps)]() end
end)

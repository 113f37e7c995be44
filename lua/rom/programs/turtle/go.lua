-- go: moves a turtle, as in "go forward 3 left up".

if not turtle then
    printError("Requires a Turtle")
    return
end

local args = { ... }
if #args < 1 then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <direction> <distance>")
    return
end

local moves = {
    forward = turtle.forward, forwards = turtle.forward, fd = turtle.forward,
    back = turtle.back, bk = turtle.back,
    up = turtle.up,
    down = turtle.down, dn = turtle.down,
    left = turtle.turnLeft, lt = turtle.turnLeft,
    right = turtle.turnRight, rt = turtle.turnRight,
}

local i = 1
while i <= #args do
    local move = moves[args[i]:lower()]
    if not move then
        print("No such direction: " .. args[i])
        print("Try: forward, back, up, down")
        return
    end
    local distance = tonumber(args[i + 1])
    i = i + (distance and 2 or 1)

    local left = distance or 1
    while left > 0 do
        if move() then
            left = left - 1
        elseif turtle.getFuelLevel() == 0 then
            print("Out of fuel")
            return
        else
            sleep(0.5)
        end
    end
end

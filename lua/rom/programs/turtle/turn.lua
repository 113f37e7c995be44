-- turn: turns a turtle, as in "turn left 2 right".

if not turtle then
    printError("Requires a Turtle")
    return
end

local args = { ... }
if #args < 1 then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <direction> <turns>")
    return
end

local turns = { left = turtle.turnLeft, lt = turtle.turnLeft, right = turtle.turnRight, rt = turtle.turnRight }

local i = 1
while i <= #args do
    local turn = turns[args[i]:lower()]
    if not turn then
        print("No such direction: " .. args[i])
        print("Try: left, right")
        return
    end
    local count = tonumber(args[i + 1])
    i = i + (count and 2 or 1)
    for _ = 1, count or 1 do turn() end
end

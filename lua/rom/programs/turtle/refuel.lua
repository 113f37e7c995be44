-- refuel: burns items from a turtle's inventory.

if not turtle then
    printError("Requires a Turtle")
    return
end

local amount, excess = ...
if excess then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " [number]")
    return
end
local limit = 1 -- items left to burn; nil for no limit
if amount == "all" then
    limit = nil
elseif amount then
    limit = tonumber(amount)
    if not limit then
        print("Invalid limit, expected a number or \"all\"")
        return
    end
end

if turtle.getFuelLevel() == "unlimited" then
    print("Fuel level is unlimited")
    return
end
for slot = 1, 16 do
    if limit and limit <= 0 or turtle.getFuelLevel() >= turtle.getFuelLimit() then break end
    local before = turtle.getItemCount(slot)
    if before > 0 then
        turtle.select(slot)
        if turtle.refuel(limit) and limit then
            limit = limit - (before - turtle.getItemCount(slot))
        end
    end
end
print("Fuel level is " .. turtle.getFuelLevel())
if turtle.getFuelLevel() == turtle.getFuelLimit() then print("Fuel limit reached") end

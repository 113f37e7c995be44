-- unequip: takes the item from one of a turtle's sides.

if not turtle then
    printError("Requires a Turtle")
    return
end

local methods = { left = "equipLeft", right = "equipRight" }
local side, excess = ...
local method = methods[side]
if not method or excess then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <side>")
    return
end

-- Equipping an empty slot moves the item there.
for slot = 1, 16 do
    if turtle.getItemCount(slot) == 0 then
        turtle.select(slot)
        if turtle[method]() then
            print(turtle.getItemCount(slot) > 0 and "Item unequipped" or "Nothing to unequip")
            return
        end
    end
end
print("No space to unequip item")

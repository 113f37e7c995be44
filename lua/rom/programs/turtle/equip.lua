-- equip: puts an item from a turtle's inventory on one of its sides.

if not turtle then
    printError("Requires a Turtle")
    return
end

local methods = { left = "equipLeft", right = "equipRight" }
local slot, side, excess = ...
local method = methods[side]
if not method or excess then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <slot> <side>")
    return
end

slot = tonumber(slot)
turtle.select(slot)
if turtle.getItemCount(slot) == 0 then
    print("Nothing to equip")
elseif not turtle[method]() then
    print("Item not equippable")
else
    print(turtle.getItemCount(slot) > 0 and "Items swapped" or "Item equipped")
end

-- craft: crafts what lies in a turtle's inventory.

if not turtle then
    printError("Requires a Turtle")
    return
elseif not turtle.craft then
    print("Requires a Crafty Turtle")
    return
end

local amount = ...
local limit = tonumber(amount)
if not limit and amount ~= "all" then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " all|<number>")
    return
end

local slot = turtle.getSelectedSlot()
local before = turtle.getItemCount(slot)
local crafted = 0
if turtle.craft(limit) then
    local after = turtle.getItemCount(slot)
    crafted = (not limit or before <= limit) and after or before - after
end
print(crafted > 1 and crafted .. " items crafted" or crafted == 1 and "1 item crafted" or "No items crafted")

-- unequip: unequips the upgrade on the back of a pocket computer.

if not pocket then
    printError("Requires a Pocket Computer")
    return
end

local ok, problem = pocket.unequipBack()
if ok then print("Item unequipped") else printError(problem) end

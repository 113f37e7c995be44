-- equip: equips the upgrade on the back of a pocket computer.

if not pocket then
    printError("Requires a Pocket Computer")
    return
end

local ok, problem = pocket.equipBack()
if ok then print("Item equipped") else printError(problem) end

-- turtle: the native functions, and craft while a workbench is equipped.

if not turtle then error("Cannot load turtle API on computer", 2) end

local api = _ENV
native = turtle.native or turtle

local function update_craft(target)
    target.craft = nil
    for _, side in ipairs { "left", "right" } do
        if peripheral.getType(side) == "workbench" then
            target.craft = function(...) return peripheral.call(side, "craft", ...) end
            return
        end
    end
end

local function then_update_craft(equip)
    return function(...)
        local ok, problem = equip(...)
        update_craft(turtle)
        return ok, problem
    end
end

for name, func in pairs(native) do
    if name == "equipLeft" or name == "equipRight" then func = then_update_craft(func) end
    api[name] = func
end
update_craft(api)

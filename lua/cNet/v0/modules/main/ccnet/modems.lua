-- ccnet.modems: finds the modem that a program asks for.

local modems = {}

local function is_modem(name)
    for _, kind in ipairs { peripheral.getType(name) } do
        if kind == "modem" then return true end
    end
    return false
end

local function is_side(name)
    for _, side in ipairs(redstone.getSides()) do
        if side == name then return true end
    end
    return false
end

-- The name of a modem: the one asked for, on a side or on a wired network, or the first
-- that there is. Otherwise nothing, and why, in CryptoNet's words or in those of the
-- CryptoNet that came with Copper OS.
function modems.find(asked, copper)
    if asked == nil then
        for _, name in ipairs(peripheral.getNames()) do
            if is_modem(name) then return name end
        end
        return nil, "Could not find a modem."
    end
    if type(asked) == "string" and is_modem(asked) then return asked end
    if copper then return nil, "No modem found on side " .. tostring(asked) .. "." end
    if not is_side(asked) then return nil, tostring(asked) .. " is not a valid side." end
    return nil, "No modem on side " .. asked .. "."
end

-- Whether a channel is open on the modem already.
function modems.open(name, channel)
    return peripheral.call(name, "isOpen", channel)
end

return modems

-- peripheral: what is attached to this computer, by side or through wired modems.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local type, ipairs, getmetatable = type, ipairs, getmetatable

local native = peripheral
local is_present, has_type, native_call = native.isPresent, native.hasType, native.call
local sides = rs.getSides()

-- The side of a modem through whose network name can be reached.
local function hub_of(name)
    for i = 1, #sides do
        local side = sides[i]
        if has_type(side, "peripheral_hub") and native_call(side, "isPresentRemote", name) then return side end
    end
end

-- What wrap knows of the peripheral; blames the caller's caller if value is not wrapped.
local function wrapped_info(value)
    local meta = getmetatable(value)
    if not meta or meta.__name ~= "peripheral" or type(meta.types) ~= "table" then
        error("bad argument #1 (table is not a peripheral)", 3)
    end
    return meta
end

function getNames()
    local names, n = {}, 0
    for i = 1, #sides do
        local side = sides[i]
        if is_present(side) then
            n = n + 1
            names[n] = side
            if has_type(side, "peripheral_hub") then
                for _, remote in ipairs(native_call(side, "getNamesRemote")) do
                    n = n + 1
                    names[n] = remote
                end
            end
        end
    end
    return names
end

function isPresent(name)
    if type(name) ~= "string" then expect(1, name, "string") end
    return is_present(name) or hub_of(name) ~= nil
end

function getType(name)
    if type(name) == "string" then
        if is_present(name) then return native.getType(name) end
        local hub = hub_of(name)
        if hub then return native_call(hub, "getTypeRemote", name) end
        return nil
    end
    expect(1, name, "string", "table")
    local info = wrapped_info(name)
    return table.unpack(info.types)
end

function hasType(name, wanted)
    expect(1, name, "string", "table")
    expect(2, wanted, "string")
    if type(name) == "string" then
        if is_present(name) then return has_type(name, wanted) end
        local hub = hub_of(name)
        if hub then return native_call(hub, "hasTypeRemote", name, wanted) end
        return nil
    end
    return wrapped_info(name).types[wanted] ~= nil
end

function getMethods(name)
    expect(1, name, "string")
    if is_present(name) then return native.getMethods(name) end
    local hub = hub_of(name)
    if hub then return native_call(hub, "getMethodsRemote", name) end
    return nil
end

function getName(wrapped)
    expect(1, wrapped, "table")
    local meta = getmetatable(wrapped)
    if not meta or meta.__name ~= "peripheral" or type(meta.name) ~= "string" then
        error("bad argument #1 (table is not a peripheral)", 2)
    end
    return meta.name
end

function call(name, method, ...)
    if type(name) ~= "string" then expect(1, name, "string") end
    if type(method) ~= "string" then expect(2, method, "string") end
    if is_present(name) then return native_call(name, method, ...) end
    local hub = hub_of(name)
    if hub then return native_call(hub, "callRemote", name, method, ...) end
    return nil
end

function wrap(name)
    expect(1, name, "string")
    local methods = peripheral.getMethods(name)
    if not methods then return nil end

    local types = { peripheral.getType(name) }
    for i = 1, #types do types[types[i]] = true end
    local wrapped = setmetatable({}, { __name = "peripheral", name = name, type = types[1], types = types })
    for _, method in ipairs(methods) do
        wrapped[method] = function(...) return peripheral.call(name, method, ...) end
    end
    return wrapped
end

function find(wanted, filter)
    expect(1, wanted, "string")
    expect(2, filter, "function", "nil")

    local found = {}
    for _, name in ipairs(peripheral.getNames()) do
        if peripheral.hasType(name, wanted) then
            local wrapped = peripheral.wrap(name)
            if not filter or filter(name, wrapped) then found[#found + 1] = wrapped end
        end
    end
    return table.unpack(found)
end

-- settings: named options that outlive a reboot once saved.

local checks = ... or dofile("/rom/modules/main/cc/expect.lua")
local expect, field = checks.expect, checks.field
local type = type

local settings = _ENV
local details, values = {}, {}

local kinds = { number = true, string = true, boolean = true, table = true }

-- A table as it will be after a reboot; refuses what cannot be saved.
local function storable(value)
    if type(value) == "table" then
        value = textutils.unserialize(textutils.serialize(value))
    end
    return value
end

local function copy(original)
    local twin = original
    if type(original) == "table" then
        twin = {}
        for key, item in pairs(original) do twin[key] = copy(item) end
    end
    return twin
end

function settings.define(name, options)
    expect(1, name, "string")
    expect(2, options, "table", "nil")

    local detail = {}
    if options then
        detail.description = field(options, "description", "string", "nil")
        detail.default = storable(field(options, "default", "number", "string", "boolean", "table", "nil"))
        detail.type = field(options, "type", "string", "nil")
        if detail.type and not kinds[detail.type] then
            error(("Unknown type %q. Expected one of number, string, boolean, table."):format(detail.type), 2)
        end
    end
    details[name] = detail
end

function settings.undefine(name)
    expect(1, name, "string")
    details[name] = nil
end

local function default_of(name)
    local detail = details[name]
    if detail then return detail.default end
end

local function change(name, new)
    local old = values[name]
    if old == nil then old = default_of(name) end
    values[name] = new
    if old ~= new then os.queueEvent("setting_changed", name, new, old) end
end

function settings.set(name, value)
    expect(1, name, "string")
    expect(2, value, "number", "string", "boolean", "table")
    local detail = details[name]
    if detail and detail.type then expect(2, value, detail.type) end
    change(name, storable(value))
end

function settings.get(name, default)
    expect(1, name, "string")
    local value = values[name]
    if value == nil then
        if default ~= nil then return default end
        value = default_of(name)
    end
    return copy(value)
end

function settings.getDetails(name)
    expect(1, name, "string")
    local result = copy(details[name]) or {}
    result.value = values[name]
    result.changed = result.value ~= nil
    if not result.changed then result.value = result.default end
    return result
end

function settings.unset(name)
    expect(1, name, "string")
    change(name, nil)
end

function settings.clear()
    for name in pairs(values) do change(name, nil) end
end

function settings.getNames()
    local names = {}
    for name in pairs(details) do names[#names + 1] = name end
    for name in pairs(values) do
        if not details[name] then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

function settings.load(path)
    expect(1, path, "string", "nil")
    local file = fs.open(path or ".settings", "r")
    if not file then return false end
    local text = file.readAll()
    file.close()

    local saved = textutils.unserialize(text)
    if type(saved) ~= "table" then return false end
    for name, value in pairs(saved) do
        local kind = type(value)
        if type(name) == "string" and kinds[kind] then
            local detail = details[name]
            if not detail or not detail.type or detail.type == kind then
                local ok, stored = pcall(storable, value)
                if ok then change(name, stored) end
            end
        end
    end
    return true
end

function settings.save(path)
    expect(1, path, "string", "nil")
    local file = fs.open(path or ".settings", "w")
    if not file then return false end
    file.write(textutils.serialize(values))
    file.close()
    return true
end

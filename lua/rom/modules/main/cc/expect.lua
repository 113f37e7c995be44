-- cc.expect: checks of arguments, table fields and ranges with the usual messages.

local select, type = select, type

-- "a", "a or b", "a, b or c"; nil is left out unless it stands alone.
local function list_types(...)
    local names = {}
    for i = 1, select("#", ...) do
        local name = select(i, ...)
        if name ~= "nil" then names[#names + 1] = name end
    end
    if #names <= 1 then return tostring((...)) end
    return table.concat(names, ", ", 1, #names - 1) .. " or " .. names[#names]
end

-- The type to show, which a metatable may name.
local function type_of(value)
    local kind = type(value)
    if kind == "table" or kind == "userdata" then
        local meta = debug.getmetatable(value)
        local name = meta and rawget(meta, "__name")
        if type(name) == "string" then return name end
    end
    return kind
end

local function is_one_of(value, ...)
    local kind = type(value)
    for i = 1, select("#", ...) do
        if kind == select(i, ...) then return true end
    end
    return false
end

-- Blames the caller of the function that checks its argument.
local function expect(index, value, ...)
    if is_one_of(value, ...) then return value end

    local where = ""
    local ok, info = pcall(debug.getinfo, 3, "nS")
    if ok and info.name and info.name ~= "" and info.what ~= "C" then
        where = " to '" .. info.name .. "'"
    end
    error(("bad argument #%d%s (%s expected, got %s)"):format(index, where, list_types(...), type_of(value)), 3)
end

local function field(tbl, key, ...)
    expect(1, tbl, "table")
    expect(2, key, "string")

    local value = tbl[key]
    if is_one_of(value, ...) then return value end
    if value == nil then error(("field '%s' missing from table"):format(key), 3) end
    error(("bad field '%s' (%s expected, got %s)"):format(key, list_types(...), type_of(value)), 3)
end

local function range(number, low, high)
    expect(1, number, "number")
    low = expect(2, low, "number", "nil") or -math.huge
    high = expect(3, high, "number", "nil") or math.huge
    if low > high then error("min must be less than or equal to max)", 2) end

    if not (number >= low and number <= high) then -- NaN is never within
        error(("number outside of range (expected %s to be within %s and %s)"):format(number, low, high), 3)
    end
    return number
end

return setmetatable({ expect = expect, field = field, range = range }, {
    __call = function(_, ...) return expect(...) end,
})

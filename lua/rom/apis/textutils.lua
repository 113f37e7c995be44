-- textutils: text to read, and values as text.

local checks = ... or dofile("/rom/modules/main/cc/expect.lua")
local expect, field = checks.expect, checks.field

local textutils = _ENV

-- Modules that few programs need are loaded when they are first used: by their whole path,
-- for an operating system may have changed what other paths mean to fs.
local require_module
local function module(name)
    if not require_module then
        local env = setmetatable({}, { __index = _G })
        env.require, env.package = dofile("/rom/modules/main/cc/require.lua").make(env, "rom/modules/main")
        env.package.path = "/rom/modules/main/?.lua"
        require_module = env.require
    end
    return require_module(name)
end

-- Showing text.

function textutils.slowWrite(text, rate)
    rate = expect(2, rate, "number", "nil") or 20
    if rate < 0 then error("Rate must be positive", 2) end

    local lines = module("cc.strings").wrap(tostring(text), (term.getSize()))
    for letter in table.concat(lines, "\n"):gmatch(".") do
        sleep(1 / rate)
        write(letter)
    end
end

function textutils.slowPrint(text, rate)
    textutils.slowWrite(text, rate)
    print()
end

function textutils.formatTime(time, twenty_four_hours)
    expect(1, time, "number")
    expect(2, twenty_four_hours, "boolean", "nil")

    local hour = math.floor(time)
    local minute = math.floor((time - hour) * 60)
    if twenty_four_hours then return ("%d:%02d"):format(hour, minute) end

    local half = time >= 12 and "PM" or "AM"
    if time >= 13 then hour = hour - 12 end
    return ("%d:%02d %s"):format(hour == 0 and 12 or hour, minute, half)
end

function textutils.pagedPrint(text, free_lines)
    local free = expect(2, free_lines, "number", "nil") or 0

    local screen = term.current()
    local paged = {}
    for name, method in pairs(screen) do paged[name] = method end
    function paged.scroll(count)
        for _ = 1, count do
            screen.scroll(1)
            if free > 0 then
                free = free - 1
            else
                local _, height = screen.getSize()
                screen.setCursorPos(1, height)
                screen.write("Press any key to continue")
                os.pullEvent("key")
                screen.clearLine()
                screen.setCursorPos(1, height)
            end
        end
    end

    term.redirect(paged)
    local ok, result
    if text == nil then ok, result = pcall(print) else ok, result = pcall(print, text) end
    term.redirect(screen)
    if not ok then error(result, 0) end
    return result
end

-- Rows of columns; a number among the arguments is the colour of what follows.
local function show_table(paged, ...)
    local items = table.pack(...)
    for i = 1, items.n do expect(i, items[i], "number", "table") end

    local width, height = term.getSize()
    local column = width / 8
    for i, row in ipairs(items) do
        if type(row) == "table" then
            for key, cell in pairs(row) do
                local kind = type(cell)
                if kind ~= "string" and kind ~= "number" then
                    error("bad argument #" .. i .. "." .. key .. " (string expected, got " .. kind .. ")", 3)
                end
                column = math.max(column, #tostring(cell) + 1)
            end
        end
    end
    local columns = math.floor(width / column)

    local lines = 0
    local function newline()
        if paged and lines >= height - 3 then textutils.pagedPrint() else print() end
        lines = lines + 1
    end

    local colour = term.getTextColour()
    for _, row in ipairs(items) do
        if type(row) == "number" then
            term.setTextColour(row)
        elseif #row > 0 then
            for i, cell in ipairs(row) do
                local place = (i - 1) % columns
                if place == 0 and i > 1 then newline() end
                local _, y = term.getCursorPos()
                term.setCursorPos(1 + place * column, y)
                term.write(cell)
            end
            print()
        end
    end
    term.setTextColour(colour)
end

function textutils.tabulate(...)
    return show_table(false, ...)
end

function textutils.pagedTabulate(...)
    return show_table(true, ...)
end

-- Lua values as Lua text.

local keywords = {}
for word in ([[and break do else elseif end false for function if in local nil not or repeat return
    then true until while]]):gmatch("%a+") do
    keywords[word] = true
end

local function is_identifier(text)
    return not keywords[text] and text:find("^[%a_][%w_]*$") ~= nil
end

local pretty_marks = { open = "{\n", indent = "  ", key = "[ ", value = " ] = ", equals = " = ", comma = ",\n" }
local compact_marks = { open = "{", indent = "", key = "[", value = "]=", equals = "=", comma = "," }

local scalars = { -- text of a value that is not a table
    string = function(value) return ("%q"):format(value) end,
    number = function(value)
        if value ~= value then return "0/0" end
        if value == math.huge then return "1/0" end
        if value == -math.huge then return "-1/0" end
        return tostring(value)
    end,
    boolean = tostring,
    ["nil"] = tostring,
}

function textutils.serialize(value, options)
    expect(2, options, "table", "nil")
    local marks, repeats = pretty_marks, false
    if options then
        if field(options, "compact", "boolean", "nil") then marks = compact_marks end
        repeats = field(options, "allow_repetitions", "boolean", "nil")
    end

    local out, n = {}, 0
    local state = {} -- table -> true while inside it, false once it is done

    local function emit(text)
        n = n + 1
        out[n] = text
    end

    local function put(item, indent)
        local kind = type(item)
        if kind ~= "table" then
            local scalar = scalars[kind]
            if not scalar then error("Cannot serialize type " .. kind, 0) end
            return emit(scalar(item))
        end

        if state[item] ~= nil then
            error("Cannot serialize table with " .. (state[item] and "recursive" or "repeated") .. " entries", 0)
        end
        if next(item) == nil then
            emit("{}")
        else
            state[item] = true
            local inner = indent .. marks.indent
            local comma = marks.comma
            emit(marks.open)

            local length = 0
            while true do
                local element = rawget(item, length + 1)
                if element == nil then break end
                length = length + 1
                emit(inner)
                put(element, inner)
                emit(comma)
            end

            for key, element in next, item do
                local is_number = type(key) == "number"
                if not (is_number and key >= 1 and key <= length and key % 1 == 0) then
                    emit(inner)
                    if not is_number and type(key) == "string" and is_identifier(key) then
                        emit(key)
                        emit(marks.equals)
                    else
                        emit(marks.key)
                        put(key, inner)
                        emit(marks.value)
                    end
                    put(element, inner)
                    emit(comma)
                end
            end

            emit(indent)
            emit("}")
        end
        if repeats then state[item] = nil else state[item] = false end
    end

    put(value, "")
    return table.concat(out, "", 1, n)
end
textutils.serialise = textutils.serialize

function textutils.unserialize(text)
    expect(1, text, "string")
    local chunk = load("return " .. text, "unserialize", "t", {})
    if not chunk then return nil end
    local ok, value = pcall(chunk)
    if ok then return value end
    return nil
end
textutils.unserialise = textutils.unserialize

-- JSON, whose code is in a module of its own.

local function sentinel(name, text)
    return setmetatable({}, {
        __newindex = function() error("attempt to mutate textutils." .. name, 2) end,
        __tostring = function() return text end,
    })
end

textutils.empty_json_array = sentinel("empty_json_array", "[]")
textutils.json_null = sentinel("json_null", "null")

local json
local function json_codec()
    json = json or module("cc.internal.json")(textutils.empty_json_array, textutils.json_null)
    return json
end

function textutils.serializeJSON(value, options)
    expect(1, value, "table", "string", "number", "boolean")
    expect(2, options, "table", "boolean", "nil")
    if type(options) == "table" then
        field(options, "nbt_style", "boolean", "nil")
        field(options, "unicode_strings", "boolean", "nil")
        field(options, "allow_repetitions", "boolean", "nil")
    else
        options = { nbt_style = options }
    end
    return json_codec().encode(value, options)
end
textutils.serialiseJSON = textutils.serializeJSON

function textutils.unserializeJSON(text, options)
    expect(1, text, "string")
    expect(2, options, "table", "nil")
    if options then
        field(options, "nbt_style", "boolean", "nil")
        field(options, "parse_null", "boolean", "nil")
        field(options, "parse_empty_array", "boolean", "nil")
    end
    return json_codec().decode(text, options or {})
end
textutils.unserialiseJSON = textutils.unserializeJSON

-- Text for URLs.
function textutils.urlEncode(text)
    expect(1, text, "string")
    return (text:gsub("\n", "\r\n"):gsub("[^%w%-_.]", function(char)
        if char == " " then return "+" end
        local code = char:byte()
        if code < 128 then return ("%%%02X"):format(code) end
        return ("%%%02X%%%02X"):format(192 + math.floor(code / 64), 128 + code % 64)
    end))
end

-- Suggestions for the end of a Lua expression such as "os.pu".
function textutils.complete(text, env)
    expect(1, text, "string")
    expect(2, env, "table", "nil")
    if keywords[text] then return {} end

    -- Walk down to the table that holds the last name.
    local place = env or _ENV
    local path, name = text:match("^(.*%.)([^.]*)$")
    name = name or text
    for part in (path or ""):gmatch("([^.]*)%.") do
        place = place[part]
        if type(place) ~= "table" then return {} end
    end
    local object, method = name:match("^([^:]*):(.*)$")
    if object then
        place, name = place[object], method
        if type(place) ~= "table" then return {} end
    end

    local function is_callable(value)
        if type(value) == "function" then return true end
        local meta = type(value) == "table" and getmetatable(value)
        local call = meta and meta.__call
        return type(call) == "function" or type(call) == "table"
    end

    local results, seen = {}, {}
    while place do
        for key, value in pairs(place) do
            if not seen[key] and type(key) == "string" and key:sub(1, #name) == name and is_identifier(key) then
                local rest = key:sub(#name + 1)
                if object then
                    if is_callable(value) then results[#results + 1] = rest .. "(" end
                elseif type(value) == "function" then
                    results[#results + 1] = rest .. "("
                elseif type(value) == "table" and next(value) ~= nil then
                    results[#results + 1] = rest .. "."
                else
                    results[#results + 1] = rest
                end
            end
            seen[key] = true
        end
        local meta = getmetatable(place)
        local index = meta and meta.__index
        place = type(index) == "table" and index or nil
    end
    table.sort(results)
    return results
end

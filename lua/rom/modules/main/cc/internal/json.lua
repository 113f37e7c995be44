-- cc.internal.json: the JSON half of textutils, loaded when a program first needs it.

local byte, char, find, format, gsub, match, sub = string.byte, string.char, string.find, string.format,
    string.gsub, string.match, string.sub
local concat = table.concat

-- Writing.

local escaped = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local function escape(c)
    return escaped[c] or format("\\u%04X", byte(c))
end

-- Bytes are code points below 256.
local function quote_bytes(text)
    return '"' .. gsub(text, '[\0-\31"\\\127-\255]', escape) .. '"'
end

-- Bytes are UTF-8.
local function quote_unicode(text)
    local out = {}
    for _, code in utf8.codes(text) do
        local piece
        if code > 0xFFFF then
            code = code - 0x10000
            piece = format("\\u%04X\\u%04X", 0xD800 + math.floor(code / 0x400), 0xDC00 + code % 0x400)
        elseif code > 126 then
            piece = format("\\u%04X", code)
        else
            piece = char(code)
            if code < 32 or escaped[piece] then piece = escape(piece) end
        end
        out[#out + 1] = piece
    end
    return '"' .. concat(out) .. '"'
end

local function encoder(empty_array, null)
    return function(value, options)
        local quote = quote_bytes
        if options.unicode_strings then
            quote = function(text)
                return find(text, "[\128-\255]") and quote_unicode(text) or quote_bytes(text)
            end
        end
        local bare_keys, repeats = options.nbt_style, options.allow_repetitions
        local state = {} -- table -> true while inside it, false once it is done

        local encode
        local function encode_table(tbl)
            if state[tbl] ~= nil then
                error("Cannot serialize table with " .. (state[tbl] and "recursive" or "repeated") .. " entries", 0)
            end
            if next(tbl) == nil then
                if not repeats then state[tbl] = false end
                return "{}"
            end
            state[tbl] = true

            local fields, last = {}, 0 -- last is the largest number among the keys
            for key, item in pairs(tbl) do
                if type(key) == "string" then
                    fields[#fields + 1] = (bare_keys and key or quote(key)) .. ":" .. encode(item)
                elseif type(key) == "number" and key > last then
                    last = key
                end
            end
            local items = {}
            for i = 1, last do
                local item = tbl[i]
                items[i] = item == nil and "null" or encode(item)
            end

            if repeats then state[tbl] = nil else state[tbl] = false end
            if #fields > 0 or #items == 0 then return "{" .. concat(fields, ",") .. "}" end
            return "[" .. concat(items, ",") .. "]"
        end

        function encode(item)
            if item == empty_array then return "[]" end
            if item == null then return "null" end
            local kind = type(item)
            if kind == "table" then return encode_table(item) end
            if kind == "string" then return quote(item) end
            if kind == "number" or kind == "boolean" then return tostring(item) end
            error("Cannot serialize type " .. kind, 0)
        end

        return encode(value)
    end
end

-- Reading. A parser takes the text and a position and returns a value and the
-- position behind it; what is wrong is thrown as a table.

local fault = {}

local function fail(pos, message, ...)
    if select("#", ...) > 0 then message = format(message, ...) end
    error(setmetatable({ pos = pos, message = message }, fault), 0)
end

local function fail_expecting(text, pos, what)
    local found = sub(text, pos, pos)
    found = found == "" and "end of input" or format("%q", found)
    fail(pos, "Unexpected %s, expected %s.", found, what)
end

local function skip_blanks(text, pos)
    return find(text, "[^ \n\r\t]", pos) or #text + 1
end

local unescaped = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["/"] = "/", ["\\"] = "\\" }

-- pos is behind the opening quote.
local function decode_string(text, pos, closing)
    local plain = closing == '"' and '^[^\0-\31"\\]+' or "^[^\0-\31'\\]+"
    local out, n = {}, 0
    while true do
        local _, last = find(text, plain, pos)
        if last then
            n = n + 1
            out[n] = sub(text, pos, last)
            pos = last + 1
        end

        local c = sub(text, pos, pos)
        if c == closing then
            return concat(out, "", 1, n), pos + 1
        elseif c == "" then
            fail(pos, "Unexpected end of input, expected '\"'.")
        elseif c ~= "\\" then
            fail(pos + 1, "Unescaped whitespace %q.", c)
        end

        c = sub(text, pos + 1, pos + 1)
        n = n + 1
        if c == "u" then
            local digits = match(text, "^%x%x%x%x", pos + 2)
            if not digits then fail(pos, "Malformed unicode escape %q.", sub(text, pos + 2, pos + 5)) end
            out[n] = utf8.char(tonumber(digits, 16))
            pos = pos + 6
        else
            if c == "" then fail(pos, "Unexpected end of input, expected escape sequence.") end
            out[n] = unescaped[c] or fail(pos + 1, "Unknown escape character %q.", c)
            pos = pos + 2
        end
    end
end

local function decode_number(text, pos, options)
    local digits = match(text, "^-?%d+%.?%d*[eE]?[+-]?%d*", pos) or sub(text, pos, pos)
    local value = tonumber(digits)
    if not value then fail(pos, "Malformed number %q.", digits) end
    pos = pos + #digits
    if options.nbt_style and find(text, "^[bBsSlLfFdD]", pos) then pos = pos + 1 end
    return value, pos
end

local decode

local function decode_key(text, pos, options)
    if sub(text, pos, pos) == '"' then return decode_string(text, pos + 1, '"') end
    local name = options.nbt_style and match(text, "^%a[%w_]*", pos)
    if not name then fail_expecting(text, pos, "object key") end
    return name, pos + #name
end

local function decode_object(text, pos, options)
    local object = {}
    pos = skip_blanks(text, pos + 1)
    local c = sub(text, pos, pos)
    if c == "" then fail(pos, "Unexpected end of input, expected '}'.") end
    if c == "}" then return object, pos + 1 end

    while true do
        local key
        key, pos = decode_key(text, pos, options)
        pos = skip_blanks(text, pos)
        if sub(text, pos, pos) ~= ":" then fail_expecting(text, pos, "':'") end
        object[key], pos = decode(text, skip_blanks(text, pos + 1), options)

        pos = skip_blanks(text, pos)
        c = sub(text, pos, pos)
        if c == "}" then return object, pos + 1 end
        if c ~= "," then fail_expecting(text, pos, "',' or '}'") end
        pos = skip_blanks(text, pos + 1)
    end
end

local function decode_array(text, pos, options)
    pos = skip_blanks(text, pos + 1)
    if options.nbt_style and find(text, "^[ILB];", pos) then pos = skip_blanks(text, pos + 2) end
    local c = sub(text, pos, pos)
    if c == "" then fail_expecting(text, pos, "']'") end
    if c == "]" then
        return options.parse_empty_array == false and {} or options.empty_array, pos + 1
    end

    local array, n = {}, 0
    while true do
        n = n + 1
        array[n], pos = decode(text, pos, options)
        pos = skip_blanks(text, pos)
        c = sub(text, pos, pos)
        if c == "]" then return array, pos + 1 end
        if c ~= "," then fail_expecting(text, pos, "',' or ']'") end
        pos = skip_blanks(text, pos + 1)
    end
end

function decode(text, pos, options)
    local c = sub(text, pos, pos)
    if c == '"' then return decode_string(text, pos + 1, '"') end
    if c == "{" then return decode_object(text, pos, options) end
    if c == "[" then return decode_array(text, pos, options) end
    if find(c, "^[-%d]") then return decode_number(text, pos, options) end
    if find(text, "^true", pos) then return true, pos + 4 end
    if find(text, "^false", pos) then return false, pos + 5 end
    if find(text, "^null", pos) then
        if options.parse_null then return options.null, pos + 4 end
        return nil, pos + 4
    end
    if c == "'" and options.nbt_style then return decode_string(text, pos + 1, "'") end
    if c == "" then fail(pos, "Unexpected end of input.") end
    fail(pos, "Unexpected character %q.", c)
end

local function decoder(empty_array, null)
    return function(text, options)
        local ok, value, pos = pcall(decode, text, skip_blanks(text, 1), {
            nbt_style = options.nbt_style,
            parse_null = options.parse_null,
            parse_empty_array = options.parse_empty_array,
            empty_array = empty_array,
            null = null,
        })
        if not ok then
            if getmetatable(value) ~= fault then error(value, 0) end
            return nil, ("Malformed JSON at position %d: %s"):format(value.pos, value.message)
        end
        pos = skip_blanks(text, pos)
        if pos <= #text then
            return nil, ("Malformed JSON at position %d: Unexpected trailing character %q."):format(pos, sub(text, pos, pos))
        end
        return value
    end
end

return function(empty_array, null)
    return { encode = encoder(empty_array, null), decode = decoder(empty_array, null) }
end

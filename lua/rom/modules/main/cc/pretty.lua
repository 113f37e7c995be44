-- cc.pretty: documents that lay themselves out to fit, and values shown as such documents.

local checks = require "cc.expect"
local expect, field = checks.expect, checks.field

-- A document is a tree of nodes, whose tag is one of
--   text    text, colour
--   line    a line break, or flat (text) when its group fits on one line
--   concat  [1..n] one after another
--   nest    [1] with its line breaks depth columns further in
--   group   [1] on one line if it fits
-- All but text know their size, the columns they take when they stand on one line.
local Doc = {}

local function new(node)
    return setmetatable(node, Doc)
end

local function new_text(text, colour)
    return new { tag = "text", text = text, colour = colour }
end

local function size_of(node)
    return node.text and #node.text or node.size
end

local empty = new { tag = "concat", size = 0, n = 0 }
local space = new_text(" ")
local line = new { tag = "line", size = 0, flat = "" }
local space_line = new { tag = "line", size = 1, flat = " " }

local common = { [""] = empty, [" "] = space, ["\n"] = space_line }

local function is_doc(value)
    return getmetatable(value) == Doc
end

local function new_concat(parts, n)
    local size = 0
    for i = 1, n do size = size + size_of(parts[i]) end
    parts.tag, parts.size, parts.n = "concat", size, n
    return new(parts)
end

local function text(content, colour)
    expect(1, content, "string")
    expect(2, colour, "number", "nil")
    if common[content] then return common[content] end
    if not content:find("\n", 1, true) then return new_text(content, colour) end

    local parts, n = {}, 0
    for piece, newline in content:gmatch("([^\n]*)(\n?)") do
        if piece ~= "" then
            n = n + 1
            parts[n] = common[piece] or new_text(piece, colour)
        end
        if newline ~= "" then
            n = n + 1
            parts[n] = space_line
        end
    end
    return new_concat(parts, n)
end

local function concat(...)
    local parts = table.pack(...)
    for i = 1, parts.n do
        if type(parts[i]) == "string" then parts[i] = text(parts[i]) end
        if not is_doc(parts[i]) then expect(i, parts[i], "document") end
    end
    if parts.n == 0 then return empty end
    if parts.n == 1 then return parts[1] end
    return new_concat(parts, parts.n)
end

local function nest(depth, doc)
    expect(1, depth, "number")
    if not is_doc(doc) then expect(2, doc, "document") end
    if depth <= 0 then error("depth must be a positive number", 2) end
    return new { tag = "nest", size = size_of(doc), depth = depth, doc }
end

local function group(doc)
    if not is_doc(doc) then expect(1, doc, "document") end
    if doc.tag == "group" or doc.tag == "text" then return doc end
    return new { tag = "group", size = doc.size, doc }
end

-- Walks a document. put receives text and its colour, break_line the indentation of
-- the next line. Without a width, every group stands on one line.
local function lay_out(doc, column, width, ribbon, put, break_line)
    local function go(node, indent, flat)
        local tag = node.tag
        if tag == "text" then
            put(node.text, node.colour)
            column = column + #node.text
        elseif tag == "line" then
            if not flat then
                break_line(indent)
                column = indent
            elseif node.size > 0 then
                put(node.flat)
                column = column + node.size
            end
        elseif tag == "concat" then
            for i = 1, node.n do go(node[i], indent, flat) end
        elseif tag == "nest" then
            go(node[1], indent + node.depth, flat)
        else
            go(node[1], indent, flat or not width or node.size <= math.min(width, ribbon + indent) - column)
        end
    end
    go(doc, 0, false)
end

-- The columns that text may take apart from its indentation.
local function ribbon_of(width, fraction)
    return math.max(0, math.min(width, (fraction or 0.6) * width))
end

local put_text = write -- write below is a function of this module

local function write(doc, ribbon_frac)
    if not is_doc(doc) then expect(1, doc, "document") end
    expect(2, ribbon_frac, "number", "nil")

    local width, height = term.getSize()
    local default = term.getTextColour()
    local current = default
    local column = math.max(term.getCursorPos() - 1, 0)

    lay_out(doc, column, width, ribbon_of(width, ribbon_frac), function(content, colour)
        colour = colour or default
        if colour ~= current then
            term.setTextColour(colour)
            current = colour
        end
        put_text(content)
    end, function(indent)
        local _, y = term.getCursorPos()
        if y >= height then
            term.scroll(1)
            y = height - 1
        end
        term.setCursorPos(indent + 1, y + 1)
    end)
    if current ~= default then term.setTextColour(default) end
end

local function print(doc, ribbon_frac)
    if not is_doc(doc) then expect(1, doc, "document") end
    expect(2, ribbon_frac, "number", "nil")
    write(doc, ribbon_frac)
    put_text("\n")
end

local function render(doc, width, ribbon_frac)
    if not is_doc(doc) then expect(1, doc, "document") end
    expect(2, width, "number", "nil")
    expect(3, ribbon_frac, "number", "nil")

    local out = {}
    lay_out(doc, 0, width, width and ribbon_of(width, ribbon_frac), function(content)
        out[#out + 1] = content
    end, function(indent)
        out[#out + 1] = "\n" .. (" "):rep(indent)
    end)
    return table.concat(out)
end

Doc.__concat = concat
Doc.__tostring = function(doc) return render(doc) end

-- Values as documents.

local keywords = {}
for word in ([[and break do else elseif end false for function if in local nil not or repeat return
    then true until while]]):gmatch("%a+") do
    keywords[word] = true
end

local open, close, comma = text("{"), text("}"), text(",")
local open_key, close_key = text("["), text("] = ")

local function describe_function(func, options)
    local info = debug and debug.getinfo and debug.getinfo(func, "Su")
    local name = tostring(func)
    if not info then return name end

    if options.function_source and info.short_src and (info.linedefined or 0) >= 1 then
        name = "function<" .. info.short_src .. ":" .. info.linedefined .. ">"
    end
    if options.function_args and info.what == "Lua" and info.nparams and debug.getlocal then
        local names = {}
        for i = 1, info.nparams do names[i] = debug.getlocal(func, i) or "?" end
        if info.isvararg then names[#names + 1] = "..." end
        name = name .. "(" .. table.concat(names, ", ") .. ")"
    end
    return name
end

-- Strings first, then numbers, then the rest.
local ranks = { string = 1, number = 2 }
local function key_before(a, b)
    local rank_a, rank_b = ranks[type(a)] or 3, ranks[type(b)] or 3
    if rank_a ~= rank_b then return rank_a < rank_b end
    return rank_a < 3 and a < b
end

local show

local function show_table(value, options, inside)
    inside[value] = true
    local length = #value
    local parts, n = {}, 0
    local function add(part)
        n = n + 1
        parts[n] = part
    end
    local function separate()
        if n > 0 then add(comma) end
        add(space_line)
    end

    for i = 1, length do
        separate()
        add(show(value[i], options, inside))
    end

    local keys = {}
    for key in pairs(value) do
        if type(key) ~= "number" or key % 1 ~= 0 or key < 1 or key > length then keys[#keys + 1] = key end
    end
    table.sort(keys, key_before)
    for _, key in ipairs(keys) do
        separate()
        if type(key) == "string" and not keywords[key] and key:find("^[%a_][%w_]*$") then
            add(text(key .. " = "))
        else
            add(open_key)
            add(show(key, options, inside))
            add(close_key)
        end
        add(show(value[key], options, inside))
    end

    inside[value] = nil
    return group(concat(open, nest(2, new_concat(parts, n)), space_line, close))
end

function show(value, options, inside)
    local kind = type(value)
    if kind == "string" then
        return text((("%q"):format(value):gsub("\\\n", "\\n")), colours.red)
    elseif kind == "number" then
        return text(tostring(value), colours.magenta)
    elseif kind == "function" then
        return text(describe_function(value, options), colours.lightGrey)
    elseif kind ~= "table" or inside[value] then
        return text(tostring(value), colours.lightGrey)
    end

    local meta = getmetatable(value)
    if type(meta) == "table" and meta.__tostring then return text(tostring(value)) end
    if next(value) == nil then return text("{}") end
    return show_table(value, options, inside)
end

local function pretty(value, options)
    options = expect(2, options, "table", "nil") or {}
    return show(value, {
        function_source = field(options, "function_source", "boolean", "nil") or false,
        function_args = field(options, "function_args", "boolean", "nil") or false,
    }, {})
end

local function pretty_print(value, options, ribbon_frac)
    options = expect(2, options, "table", "nil") or {}
    expect(3, ribbon_frac, "number", "nil")
    return print(pretty(value, options), ribbon_frac)
end

return {
    empty = empty,
    space = space,
    line = line,
    space_line = space_line,
    text = text,
    concat = concat,
    nest = nest,
    group = group,
    write = write,
    print = print,
    render = render,
    pretty = pretty,
    pretty_print = pretty_print,
}

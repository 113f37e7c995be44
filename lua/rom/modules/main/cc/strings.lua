-- cc.strings: wrapping, padding and splitting of text.

local checks = require "cc.expect"
local expect, range = checks.expect, checks.range

-- Breaks text into lines of at most width characters, at blanks where possible.
local function wrap(text, width)
    expect(1, text, "string")
    width = expect(2, width, "number", "nil") or (term.getSize())
    range(width, 1)

    local lines, line = {}, ""
    local function finish()
        lines[#lines + 1] = line:sub(1, width)
        line = ""
    end

    for blanks, word, rest in (text .. "\n"):gmatch("([ \t]*)([^ \t\n]*)(\n?)") do
        line = line .. blanks
        if #word > width then
            -- Longer than any line: fill this one, but for a hyphen's place, and go on.
            while word ~= "" do
                local room = width - #line - 1
                if room <= 0 then
                    finish()
                    room = width
                end
                line, word = line .. word:sub(1, room), word:sub(room + 1)
            end
        elseif word ~= "" then
            if #line + #word > width then finish() end
            line = line .. word
        end
        if rest ~= "" then finish() end
    end
    return lines
end

local function ensure_width(line, width)
    expect(1, line, "string")
    width = expect(2, width, "number", "nil") or (term.getSize())
    return line:sub(1, width) .. (" "):rep(width - #line)
end

local function split(text, separator, plain, limit)
    expect(1, text, "string")
    expect(2, separator, "string")
    expect(3, plain, "boolean", "nil")
    expect(4, limit, "number", "nil")

    local parts, pos = {}, 1
    while not limit or #parts < limit - 1 do
        local first, last = text:find(separator, pos, plain)
        if not first then break end
        if last < first then error("separator is empty", 2) end
        parts[#parts + 1] = text:sub(pos, first - 1)
        pos = last + 1
    end
    parts[#parts + 1] = text:sub(pos)
    return parts
end

return { wrap = wrap, ensure_width = ensure_width, split = split }

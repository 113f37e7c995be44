-- cc.image.nft: images of coloured text.

local expect = require "cc.expect".expect

local INK, PAPER = "\31", "\30" -- bytes that are followed by a new colour's digit

local function parse_line(line)
    local row = { text = "", foreground = "", background = "" }
    local ink, paper = "0", "f"
    local pos = 1
    while pos <= #line do
        local c = line:sub(pos, pos)
        if c == INK or c == PAPER then
            local digit = line:sub(pos + 1, pos + 1)
            if digit == "" then digit = c == INK and ink or paper end
            if c == INK then ink = digit else paper = digit end
            pos = pos + 2
        else
            local run = line:match("^[^\30\31]+", pos)
            row.text = row.text .. run
            row.foreground = row.foreground .. ink:rep(#run)
            row.background = row.background .. paper:rep(#run)
            pos = pos + #run
        end
    end
    return row
end

local function parse(image)
    expect(1, image, "string")
    local rows = {}
    if image:find("[^\n]$") then image = image .. "\n" end
    for line in image:gmatch("([^\n]*)\n") do rows[#rows + 1] = parse_line(line) end
    return rows
end

local function load(path)
    expect(1, path, "string")
    local file, problem = io.open(path, "r")
    if not file then return nil, problem end
    local text = file:read("*a")
    file:close()
    return parse(text)
end

local function draw(image, x, y, target)
    expect(1, image, "table")
    expect(2, x, "number")
    expect(3, y, "number")
    target = expect(4, target, "table", "nil") or term
    for i, row in ipairs(image) do
        target.setCursorPos(x, y + i - 1)
        target.blit(row.text, row.foreground, row.background)
    end
end

return { parse = parse, load = load, draw = draw }

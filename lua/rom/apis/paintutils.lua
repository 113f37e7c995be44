-- paintutils: lines, boxes and images made of coloured cells.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local paintutils = _ENV
local floor = math.floor

local function plot(x, y)
    term.setCursorPos(x, y)
    term.write(" ")
end

local palette = {} -- colour of each digit in an image
for i = 0, 15 do palette[("%x"):format(i)] = 2 ^ i end

function paintutils.parseImage(image)
    expect(1, image, "string")
    local rows = {}
    for line in (image .. "\n"):gmatch("(.-)\n") do
        local row = {}
        for x = 1, #line do row[x] = palette[line:sub(x, x)] or 0 end
        rows[#rows + 1] = row
    end
    return rows
end

function paintutils.loadImage(path)
    expect(1, path, "string")
    if not fs.exists(path) then return nil end
    local file = io.open(path, "r")
    local text = file:read("*a")
    file:close()
    return paintutils.parseImage(text)
end

function paintutils.drawPixel(x, y, colour)
    expect(1, x, "number")
    expect(2, y, "number")
    expect(3, colour, "number", "nil")
    if colour then term.setBackgroundColor(colour) end
    plot(x, y)
end

function paintutils.drawLine(x1, y1, x2, y2, colour)
    expect(1, x1, "number")
    expect(2, y1, "number")
    expect(3, x2, "number")
    expect(4, y2, "number")
    expect(5, colour, "number", "nil")

    x1, y1, x2, y2 = floor(x1), floor(y1), floor(x2), floor(y2)
    if colour then term.setBackgroundColor(colour) end
    if x1 == x2 and y1 == y2 then return plot(x1, y1) end
    if x1 > x2 then x1, y1, x2, y2 = x2, y2, x1, y1 end

    -- One cell for each step along the longer direction.
    local dx, dy = x2 - x1, y2 - y1
    if dx > math.abs(dy) then
        local y, slope = y1, dy / dx
        for x = x1, x2 do
            plot(x, floor(y + 0.5))
            y = y + slope
        end
    else
        local step = dy >= 0 and 1 or -1
        local x, slope = x1, dx / dy * step
        for y = y1, y2, step do
            plot(floor(x + 0.5), y)
            x = x + slope
        end
    end
end

local function draw_box(x1, y1, x2, y2, colour, filled)
    x1, y1, x2, y2 = floor(x1), floor(y1), floor(x2), floor(y2)
    if colour then term.setBackgroundColor(colour) else colour = term.getBackgroundColour() end
    if x1 == x2 and y1 == y2 then return plot(x1, y1) end

    local left, right = math.min(x1, x2), math.max(x1, x2)
    local top, bottom = math.min(y1, y2), math.max(y1, y2)
    local digit = colours.toBlit(colour)
    local function bar(x, y, width)
        local ink = digit:rep(width)
        term.setCursorPos(x, y)
        term.blit((" "):rep(width), ink, ink)
    end
    for y = top, bottom do
        if filled or y == top or y == bottom then
            bar(left, y, right - left + 1)
        else
            bar(left, y, 1)
            bar(right, y, 1)
        end
    end
end

function paintutils.drawBox(x1, y1, x2, y2, colour)
    expect(1, x1, "number")
    expect(2, y1, "number")
    expect(3, x2, "number")
    expect(4, y2, "number")
    expect(5, colour, "number", "nil")
    draw_box(x1, y1, x2, y2, colour, false)
end

function paintutils.drawFilledBox(x1, y1, x2, y2, colour)
    expect(1, x1, "number")
    expect(2, y1, "number")
    expect(3, x2, "number")
    expect(4, y2, "number")
    expect(5, colour, "number", "nil")
    draw_box(x1, y1, x2, y2, colour, true)
end

function paintutils.drawImage(image, left, top)
    expect(1, image, "table")
    expect(2, left, "number")
    expect(3, top, "number")
    for y, row in ipairs(image) do
        for x, colour in ipairs(row) do
            if colour > 0 then
                term.setBackgroundColor(colour)
                plot(left + x - 1, top + y - 1)
            end
        end
    end
end

-- window: terminals that show themselves on a part of another and remember their content.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local type, tostring = type, tostring
local rep, sub, floor = string.rep, string.sub, math.floor

local digits = {} -- blit digit of each colour
for i = 0, 15 do digits[2 ^ i] = ("%x"):format(i) end

-- The single colour that a number stands for; blames the caller's caller.
local function single_colour(colour)
    if type(colour) ~= "number" then return expect(1, colour, "number") end -- a tail call, so that it too blames the caller
    if colour < 0 or colour > 0xFFFF then error("Colour out of range", 3) end
    return 2 ^ floor(math.log(colour, 2))
end

function create(parent, left, top, width, height, visible)
    expect(1, parent, "table")
    expect(2, left, "number")
    expect(3, top, "number")
    expect(4, width, "number")
    expect(5, height, "number")
    expect(6, visible, "boolean", "nil")
    if parent == term then
        error("term is not a recommended window parent, try term.current() instead", 2)
    end
    visible = visible ~= false

    local x, y, blink = 1, 1, false
    local ink, paper = 1, 32768 -- white on black
    local ink_digit, paper_digit = "0", "f"

    -- A row is three strings of the window's width: text, ink and paper.
    local rows = {}
    local function blank_row()
        return { rep(" ", width), rep(ink_digit, width), rep(paper_digit, width) }
    end
    for row = 1, height do rows[row] = blank_row() end

    local palette = {}
    for i = 0, 15 do
        local colour = 2 ^ i
        palette[colour] = { parent.getPaletteColour(colour) }
    end

    -- Bringing the parent in line with what the window holds.

    local function show_cursor()
        if x >= 1 and y >= 1 and x <= width and y <= height then
            parent.setCursorPos(left + x - 1, top + y - 1)
        else
            parent.setCursorPos(0, 0)
        end
    end

    local function show_colour_and_cursor()
        parent.setTextColor(ink)
        show_cursor()
    end

    local function show_row(row)
        local line = rows[row]
        parent.setCursorPos(left, top + row - 1)
        parent.blit(line[1], line[2], line[3])
    end

    local function show_rows()
        for row = 1, height do show_row(row) end
    end

    -- Writes at the cursor, which moves on by the whole length of the text.
    local function put(text, inks, papers)
        local from = x
        local to = from + #text - 1
        x = to + 1

        if y >= 1 and y <= height and from <= width and to >= 1 then
            local line = rows[y]
            if from == 1 and to == width then
                line[1], line[2], line[3] = text, inks, papers
            else
                if from < 1 or to > width then
                    local first, last = 1, width - from + 1
                    if from < 1 then
                        first = 2 - from
                        from = 1
                    end
                    text, inks, papers = sub(text, first, last), sub(inks, first, last), sub(papers, first, last)
                    if to > width then to = width end
                end
                local before, after = from - 1, to + 1
                line[1] = sub(line[1], 1, before) .. text .. sub(line[1], after)
                line[2] = sub(line[2], 1, before) .. inks .. sub(line[2], after)
                line[3] = sub(line[3], 1, before) .. papers .. sub(line[3], after)
            end
            if visible then show_row(y) end
        end
        if visible then show_colour_and_cursor() end
    end

    local window = {}

    function window.write(text)
        if type(text) ~= "string" then text = tostring(text) end
        local length = #text
        put(text, rep(ink_digit, length), rep(paper_digit, length))
    end

    function window.blit(text, inks, papers)
        if type(text) ~= "string" then expect(1, text, "string") end
        if type(inks) ~= "string" then expect(2, inks, "string") end
        if type(papers) ~= "string" then expect(3, papers, "string") end
        if #inks ~= #text or #papers ~= #text then error("Arguments must be the same length", 2) end
        put(text, inks:lower(), papers:lower())
    end

    function window.clear()
        local text, inks, papers = rep(" ", width), rep(ink_digit, width), rep(paper_digit, width)
        for row = 1, height do
            local line = rows[row]
            line[1], line[2], line[3] = text, inks, papers
        end
        if visible then
            show_rows()
            show_colour_and_cursor()
        end
    end

    function window.clearLine()
        if y < 1 or y > height then return end
        rows[y] = blank_row()
        if visible then
            show_row(y)
            show_colour_and_cursor()
        end
    end

    function window.scroll(n)
        if type(n) ~= "number" then expect(1, n, "number") end
        if n == 0 then return end
        local moved = {}
        for row = 1, height do moved[row] = rows[row + n] or blank_row() end
        rows = moved
        if visible then
            show_rows()
            show_colour_and_cursor()
        end
    end

    function window.getCursorPos()
        return x, y
    end

    function window.setCursorPos(new_x, new_y)
        if type(new_x) ~= "number" then expect(1, new_x, "number") end
        if type(new_y) ~= "number" then expect(2, new_y, "number") end
        x, y = floor(new_x), floor(new_y)
        if visible then show_cursor() end
    end

    function window.getCursorBlink()
        return blink
    end

    function window.setCursorBlink(new_blink)
        if type(new_blink) ~= "boolean" then expect(1, new_blink, "boolean") end
        blink = new_blink
        if visible then parent.setCursorBlink(blink) end
    end

    function window.isColour()
        return parent.isColor()
    end
    window.isColor = window.isColour

    function window.getTextColour()
        return ink
    end
    window.getTextColor = window.getTextColour

    function window.setTextColour(colour)
        if not digits[colour] then colour = single_colour(colour) end
        ink, ink_digit = colour, digits[colour]
        if visible then parent.setTextColor(ink) end
    end
    window.setTextColor = window.setTextColour

    function window.getBackgroundColour()
        return paper
    end
    window.getBackgroundColor = window.getBackgroundColour

    function window.setBackgroundColour(colour)
        if not digits[colour] then colour = single_colour(colour) end
        paper, paper_digit = colour, digits[colour]
    end
    window.setBackgroundColor = window.setBackgroundColour

    function window.getPaletteColour(colour)
        if not digits[colour] then colour = single_colour(colour) end
        local entry = palette[colour]
        return entry[1], entry[2], entry[3]
    end
    window.getPaletteColor = window.getPaletteColour

    function window.setPaletteColour(colour, r, g, b)
        if not digits[colour] then colour = single_colour(colour) end
        if type(r) == "number" and g == nil and b == nil then
            r, g, b = colours.unpackRGB(r)
        else
            if type(r) ~= "number" then expect(2, r, "number") end
            if type(g) ~= "number" then expect(3, g, "number") end
            if type(b) ~= "number" then expect(4, b, "number") end
        end
        palette[colour] = { r, g, b }
        if visible then parent.setPaletteColour(colour, r, g, b) end
    end
    window.setPaletteColor = window.setPaletteColour

    function window.getSize()
        return width, height
    end

    function window.getLine(row)
        if type(row) ~= "number" then expect(1, row, "number") end
        local line = rows[row]
        if not line then error("Line is out of range.", 2) end
        return line[1], line[2], line[3]
    end

    function window.isVisible()
        return visible
    end

    function window.setVisible(new_visible)
        if type(new_visible) ~= "boolean" then expect(1, new_visible, "boolean") end
        if visible == new_visible then return end
        visible = new_visible
        window.redraw()
    end

    function window.redraw()
        if not visible then return end
        show_rows()
        for i = 0, 15 do
            local colour = 2 ^ i
            local entry = palette[colour]
            parent.setPaletteColour(colour, entry[1], entry[2], entry[3])
        end
        window.restoreCursor()
    end

    function window.restoreCursor()
        if not visible then return end
        parent.setCursorBlink(blink)
        show_colour_and_cursor()
    end

    function window.getPosition()
        return left, top
    end

    -- Moves the window and, if a size is given, cuts or extends its content.
    function window.reposition(new_left, new_top, new_width, new_height, new_parent)
        if type(new_left) ~= "number" then expect(1, new_left, "number") end
        if type(new_top) ~= "number" then expect(2, new_top, "number") end
        if new_width ~= nil or new_height ~= nil then
            expect(3, new_width, "number")
            expect(4, new_height, "number")
        end
        if new_parent ~= nil and type(new_parent) ~= "table" then expect(5, new_parent, "table") end

        left, top = new_left, new_top
        parent = new_parent or parent
        if new_width then
            local extra = new_width - width
            local old_rows, old_height = rows, height
            rows, width, height = {}, new_width, new_height
            for row = 1, height do
                local line = row <= old_height and old_rows[row] or blank_row()
                if extra ~= 0 and row <= old_height then
                    line = {
                        sub(line[1], 1, width) .. rep(" ", extra),
                        sub(line[2], 1, width) .. rep(ink_digit, extra),
                        sub(line[3], 1, width) .. rep(paper_digit, extra),
                    }
                end
                rows[row] = line
            end
        end
        if visible then window.redraw() end
    end

    if visible then window.redraw() end
    return window
end

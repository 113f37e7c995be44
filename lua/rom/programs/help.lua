-- help: shows a page of help, on a screen of its own if it is long.

local topic = ... or "intro"
if topic == "index" then
    print("Help topics available:")
    textutils.pagedTabulate(help.topics())
    return
end

local path = help.lookup(topic)
local file = path and fs.open(path, "r")
if not file then
    printError("No help available")
    return
end
local text = file.readAll():gsub("\n$", "")
file.close()

local strings = require "cc.strings"
local is_markdown = path:sub(-3) == ".md"

-- Lines of exactly width characters, and their colours as blit wants them.
local function lay_out(width)
    local lines, inks = {}, {}
    for _, paragraph in ipairs(strings.split(text, "\n", true)) do
        local ink = "0"
        if is_markdown then
            if paragraph:find("^#+ ") then ink = "4" end
            paragraph = paragraph:gsub("^( *)[*.] +", "%1\7 "):gsub("`([^`]+)`", "%1")
        end
        for _, line in ipairs(strings.wrap(paragraph, width)) do
            lines[#lines + 1] = strings.ensure_width(line, width)
            inks[#inks + 1] = ink:rep(width)
        end
    end
    return lines, inks
end

local width, height = term.getSize()
local lines, inks = lay_out(width)

local function show(line)
    term.blit(lines[line], inks[line], ("f"):rep(width))
end

local page = height - 1
if #lines <= page then
    local _, y = term.getCursorPos()
    for i = 1, #lines do
        if y > height then
            term.scroll(1)
            y = height
        end
        term.setCursorPos(1, y)
        show(i)
        y = y + 1
    end
    print()
    return
end

-- A pager.

local offset = 0

local function draw()
    for row = 1, page do
        term.setCursorPos(1, row)
        if lines[offset + row] then show(offset + row) else term.clearLine() end
    end

    local title, hint = "Help: " .. topic, "Press Q to exit"
    term.setTextColour(colours.yellow)
    term.setCursorPos(1, height)
    term.clearLine()
    term.write(title)
    if width > #title + #hint then
        term.setCursorPos(width - #hint + 1, height)
        term.write(hint)
    end
    term.setTextColour(colours.white)
end

local function scroll_to(line)
    line = math.max(0, math.min(line, #lines - page))
    if line ~= offset then
        offset = line
        draw()
    end
end

draw()
while true do
    local event, a = os.pullEventRaw()
    if event == "key" then
        if a == keys.up then
            scroll_to(offset - 1)
        elseif a == keys.down then
            scroll_to(offset + 1)
        elseif a == keys.pageUp then
            scroll_to(offset - page + 1)
        elseif a == keys.pageDown then
            scroll_to(offset + page - 1)
        elseif a == keys.home then
            scroll_to(0)
        elseif a == keys["end"] then
            scroll_to(#lines)
        elseif a == keys.q then
            require "cc.internal.event".discard_char()
            break
        end
    elseif event == "mouse_scroll" then
        scroll_to(offset + a)
    elseif event == "term_resize" then
        width, height = term.getSize()
        page = height - 1
        lines, inks = lay_out(width)
        offset = math.max(0, math.min(offset, #lines - page))
        draw()
    elseif event == "terminate" then
        break
    end
end
term.clear()
term.setCursorPos(1, 1)

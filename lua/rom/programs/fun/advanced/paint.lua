-- paint: draws images cell by cell with the mouse.

if not term.isColour() then
    print("Requires an Advanced Computer")
    return
end

local file = ...
if not file then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <path>")
    return
end
local path = shell.resolve(file)
if fs.isDir(path) then
    print("Cannot edit a directory.")
    return
end
if not fs.exists(path) and not path:find(".", 1, true) then
    local extension = settings.get("paint.default_extension")
    if type(extension) == "string" and extension ~= "" then path = path .. "." .. extension end
end

local width, height = term.getSize()
local rows = {} -- [y][x] is a colour, or nil where nothing was painted
local brushes = { colours.white, false } -- of the left and right buttons; false wipes
local status = "Press Ctrl or click here to access menu"
local menu_item -- the chosen entry while the menu is open

local function load_image()
    for y, row in ipairs(paintutils.loadImage(path) or {}) do
        rows[y] = {}
        for x, colour in ipairs(row) do
            if colour > 0 then rows[y][x] = colour end
        end
    end
end

local function save_image()
    if fs.isReadOnly(path) then return "Access denied" end
    local lines, last = {}, 0
    for y = 1, height - 1 do
        local row = rows[y] or {}
        local digits = {}
        for x = 1, width - 2 do digits[x] = row[x] and colours.toBlit(row[x]) or " " end
        lines[y] = table.concat(digits):gsub(" +$", "")
        if lines[y] ~= "" then last = y end
    end
    lines[last + 1] = "" -- ends the last line

    local ok, problem = pcall(function()
        local out, reason = fs.open(path, "w")
        if not out then error(reason, 0) end
        local written, fault = pcall(out.write, table.concat(lines, "\n", 1, last + 1))
        out.close()
        if not written then error(fault, 0) end
    end)
    return ok and "Saved to " .. path or "Error saving to " .. tostring(problem)
end

-- A cell, or several beside each other, in a colour; unpainted if there is none.
local function draw_cells(x, y, colour, count)
    term.setCursorPos(x, y)
    term.setBackgroundColour(colour or colours.black)
    term.setTextColour(colours.grey)
    term.write((colour and " " or "\127"):rep(count or 1))
end

local function draw_cell(x, y)
    draw_cells(x, y, rows[y] and rows[y][x])
end

local function draw_status()
    term.setCursorPos(1, height)
    term.setBackgroundColour(colours.black)
    term.clearLine()
    if not menu_item then
        term.setTextColour(colours.yellow)
        term.write(status)
        return
    end
    for i, name in ipairs { "Save", "Exit" } do
        local chosen = i == menu_item
        term.setTextColour(colours.yellow)
        term.write(chosen and "[" or " ")
        term.setTextColour(colours.white)
        term.write(name)
        term.setTextColour(colours.yellow)
        term.write(chosen and "]" or " ")
    end
end

-- The colours to choose from, then what is chosen.
local function draw_palette()
    for i = 0, 15 do draw_cells(width - 1, i + 1, 2 ^ i, 2) end
    draw_cells(width - 1, 17, nil, 2)
    draw_cells(width - 1, 18, brushes[1])
    draw_cells(width, 18, brushes[2])
end

local function draw_all()
    term.setBackgroundColour(colours.black)
    term.clear()
    for y = 1, height - 1 do
        for x = 1, width - 2 do draw_cell(x, y) end
    end
    draw_palette()
    draw_status()
end

local running = true
local actions = {
    function() status = save_image() end,
    function() running = false end,
}

local function choose(index)
    actions[index]()
    menu_item = nil
    draw_status()
end

local function on_key(key)
    if key == keys.leftCtrl or key == keys.rightCtrl then
        menu_item = not menu_item and 1 or nil
        draw_status()
    elseif menu_item then
        if key == keys.left or key == keys.right then
            menu_item = 3 - menu_item
            draw_status()
        elseif key == keys.enter or key == keys.numPadEnter then
            choose(menu_item)
        elseif key == keys.s then
            choose(1)
        elseif key == keys.e then
            choose(2)
            require "cc.internal.event".discard_char()
        end
    end
end

local function on_click(button, x, y)
    if y == height then
        if not menu_item then
            menu_item = 1
            draw_status()
        elseif x <= 6 then
            choose(1)
        elseif x <= 12 then
            choose(2)
        end
    elseif menu_item then
        menu_item = nil
        draw_status()
    elseif x > width - 2 then
        if y <= 17 and button <= 2 then
            brushes[button] = y <= 16 and 2 ^ (y - 1)
            draw_palette()
        end
    elseif x >= 1 and y >= 1 and button <= 2 then
        rows[y] = rows[y] or {}
        rows[y][x] = brushes[button] or nil
        draw_cell(x, y)
    end
end

load_image()
draw_all()
while running do
    local event, a, b, c = os.pullEvent()
    if event == "key" then
        on_key(a)
    elseif event == "mouse_click" then
        on_click(a, b, c)
    elseif event == "mouse_drag" and b <= width - 2 and c < height and not menu_item then
        on_click(a, b, c)
    elseif event == "term_resize" then
        width, height = term.getSize()
        draw_all()
    end
end

term.setBackgroundColour(colours.black)
term.setTextColour(colours.white)
term.clear()
term.setCursorPos(1, 1)

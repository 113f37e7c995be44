-- edit: a full-screen text editor that knows Lua's words.

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
    local extension = settings.get("edit.default_extension")
    if type(extension) == "string" and extension ~= "" then path = path .. "." .. extension end
end
local read_only = fs.isReadOnly(path)

local coloured = term.isColour()
local function colour(name)
    return coloured and colours[name] or colours.white
end
local text_colour, highlight, failure = colours.white, colour("yellow"), colour("red")

-- What is edited, and where.
local lines = {}
local x, y = 1, 1 -- the cursor, in characters and lines
local left, top = 0, 0 -- characters and lines that are scrolled away
local width, height = term.getSize()
local running = true

local menu, menu_item -- whether the menu is open, and its chosen entry
local status, status_colour
local choices, choice -- suggestions at the cursor and the one shown

local function set_status(text, ok)
    status, status_colour = text, ok == false and failure or highlight
end

-- Files.

local function load_file()
    local handle = fs.exists(path) and fs.open(path, "r")
    if handle then
        for line in handle.readLine do lines[#lines + 1] = line end
        handle.close()
    end
    if #lines == 0 then lines[1] = "" end
end

-- Writes text to a file; true, or false and what went wrong.
local function save_to(target, text)
    local ok, problem = pcall(function()
        local dir = fs.getDir(target)
        if not fs.exists(dir) then fs.makeDir(dir) end
        local handle, reason = fs.open(target, "w")
        if not handle then error(reason, 0) end
        local written, fault = pcall(handle.write, text)
        handle.close()
        if not written then error(fault, 0) end
    end)
    return ok, problem
end

-- Drawing.

local keywords = {}
for word in ([[and break do else elseif end false for function if in local nil not or repeat return
    then true until while]]):gmatch("%a+") do
    keywords[word] = true
end

local tokens = { -- pattern and colour, the first that matches counts
    { "^%-%-%[%[.-%]%]", colour("green") },
    { "^%-%-.*", colour("green") },
    { '^"[^"\\]*"', colour("red") },
    { '^".-[^\\]"', colour("red") },
    { "^'[^'\\]*'", colour("red") },
    { "^'.-[^\\]'", colour("red") },
    { "^%[%[.-%]%]", colour("red") },
    { "^[%w_]+" },
    { "^[^%w_\"'%[%-]+", text_colour },
    { "^.", text_colour },
}

local function write_highlighted(line)
    local pos = 1
    while pos <= #line do
        for _, token in ipairs(tokens) do
            local match = line:match(token[1], pos)
            if match then
                term.setTextColour(token[2] or keywords[match] and highlight or text_colour)
                term.write(match)
                pos = pos + #match
                break
            end
        end
    end
    term.setTextColour(text_colour)
end

local function place_cursor()
    term.setCursorPos(x - left, y - top)
end

local function draw_line(number)
    local row = number - top
    if row < 1 or row >= height then return end
    term.setCursorPos(1 - left, row)
    term.clearLine()
    local line = lines[number]
    if not line then return end
    write_highlighted(line)
    if choice and number == y and x == #line + 1 then
        term.setBackgroundColour(colours.grey)
        term.write(choices[choice])
        term.setBackgroundColour(colours.black)
    end
end

local function draw_text()
    for number = top + 1, top + height - 1 do draw_line(number) end
    place_cursor()
end

local entries = {} -- of the menu

local function draw_menu()
    term.setCursorPos(1, height)
    term.clearLine()
    local function put(text, ink)
        term.setTextColour(ink)
        term.write(text)
    end
    term.setCursorPos(width - #tostring(y) - 2, height)
    put("Ln ", highlight)
    put(tostring(y), text_colour)

    term.setCursorPos(1, height)
    if menu then
        for i, entry in ipairs(entries) do
            local chosen = i == menu_item
            put(chosen and "[" or " ", highlight)
            put(entry.name, text_colour)
            put(chosen and "]" or " ", highlight)
        end
    else
        put(status, status_colour)
    end
    term.setTextColour(text_colour)
    place_cursor()
end

local function show_menu(shown)
    menu = shown
    menu_item = menu_item or 1
    term.setCursorBlink(not shown)
    draw_menu()
end

-- Editing.

local function find_choices()
    choices, choice = nil, nil
    local line = lines[y]
    if menu or read_only or x ~= #line + 1 or not settings.get("edit.autocomplete") then return end
    local start = line:find("[%w_.:]+$")
    if not start then return end
    choices = textutils.complete(line:sub(start), _ENV)
    if #choices > 0 then choice = 1 end
end

-- Moves the cursor, scrolls to it and draws what has changed.
local function move_to(new_x, new_y)
    local old_y, old_left, old_top = y, left, top
    x, y = new_x, new_y
    left = math.max(math.min(left, x - 1), x - width)
    top = math.max(math.min(top, y - 1), y - height + 1)
    find_choices()
    if left ~= old_left or top ~= old_top then
        draw_text()
    else
        if y ~= old_y then draw_line(old_y) end
        draw_line(y)
    end
    draw_menu()
end

local function move_to_line(number)
    number = math.max(1, math.min(number, #lines))
    move_to(math.min(x, #lines[number] + 1), number)
end

local function insert(text)
    local line = lines[y]
    lines[y] = line:sub(1, x - 1) .. text .. line:sub(x)
    move_to(x + #text, y)
end

-- Removes count characters before the cursor.
local function remove_before(count)
    local line = lines[y]
    lines[y] = line:sub(1, x - 1 - count) .. line:sub(x)
    move_to(x - count, y)
end

-- Puts the next line behind line number.
local function join(number)
    lines[number] = lines[number] .. table.remove(lines, number + 1)
end

local function split_line()
    local line = lines[y]
    local indent = line:match("^ *")
    lines[y] = line:sub(1, x - 1)
    table.insert(lines, y + 1, indent .. line:sub(x))
    move_to(#indent + 1, y + 1)
    draw_text()
end

-- The menu's entries.

local function save()
    local ok, problem = save_to(path, table.concat(lines, "\n") .. "\n")
    if ok then set_status("Saved to " .. path) else set_status("Error saving: " .. tostring(problem), false) end
end

-- Runs the text in a tab of its own, from a file that loads it under its real name.
local runner = [[
multishell.setTitle(multishell.getCurrent(), %q)
local screen = term.current()
local text, name = %q, %q
local program, problem = load(text, name, nil, _ENV)
local ok, thread = false
if program then
    local exception = require "cc.internal.exception"
    ok, problem, thread = exception.try(program, ...)
    term.redirect(screen)
    term.setTextColour(colours.white)
    term.setBackgroundColour(colours.black)
    term.setCursorBlink(false)
    if not ok then
        printError(problem)
        exception.report(problem, thread, { [name] = text })
    end
else
    printError(problem)
end
print((ok and "Program finished. " or "") .. "Press any key to continue.")
os.pullEvent("key")
require "cc.internal.event".discard_char()
]]

local function run()
    local title = fs.getName(path):gsub("%.lua$", "")
    local temporary = ".temp." .. title
    if not read_only then temporary = fs.combine(fs.getDir(path), temporary) end
    if fs.exists(temporary) or not save_to(temporary, runner:format(title, table.concat(lines, "\n"), "@/" .. path)) then
        set_status("Error saving to " .. temporary, false)
        return
    end
    local tab = shell.openTab("/" .. temporary)
    if tab then shell.switchTab(tab) else set_status("Error starting Task", false) end
    fs.delete(temporary)
end

local function print_out()
    local printer = peripheral.find("printer")
    if not printer then return set_status("No printer attached", false) end
    if printer.getInkLevel() < 1 then return set_status("Printer out of ink", false) end
    if printer.getPaperLevel() < 1 then return set_status("Printer out of paper", false) end

    local name, pages = fs.getName(path), 0
    local screen = term.current()
    local function wait_for(action, reason)
        while not action() do
            term.redirect(screen)
            set_status(reason(), false)
            menu = false
            draw_menu()
            sleep(0.5)
        end
    end
    local function next_page()
        wait_for(printer.newPage, function()
            if printer.getInkLevel() < 1 then return "Printer out of ink, please refill" end
            if printer.getPaperLevel() < 1 then return "Printer out of paper, please refill" end
            return "Printer output tray full, please empty"
        end)
        pages = pages + 1
        printer.setPageTitle(pages == 1 and name or name .. " (page " .. pages .. ")")
    end

    local paper = {
        getCursorPos = printer.getCursorPos,
        setCursorPos = printer.setCursorPos,
        getSize = printer.getPageSize,
        write = printer.write,
    }
    function paper.scroll()
        next_page()
        term.redirect(paper)
    end
    local ok, problem = pcall(function()
        next_page()
        term.redirect(paper)
        for _, line in ipairs(lines) do print(line) end
    end)
    term.redirect(screen)
    wait_for(printer.endPage, function() return "Printer output tray full, please empty" end)
    if ok then
        set_status(pages == 1 and "Printed 1 Page" or "Printed " .. pages .. " Pages")
    else
        set_status(problem, false)
    end
end

if not read_only then entries[#entries + 1] = { name = "Save", action = save } end
if shell.openTab then entries[#entries + 1] = { name = "Run", action = run } end
if peripheral.find("printer") then entries[#entries + 1] = { name = "Print", action = print_out } end
entries[#entries + 1] = { name = "Exit", action = function() running = false end }

local function choose(index)
    entries[index].action()
    show_menu(false)
end

-- Events.

local function cycle(step)
    choice = (choice - 1 + step) % #choices + 1
    draw_line(y)
    place_cursor()
end

local function accept()
    if not choice then return false end
    insert(choices[choice])
    return true
end

-- Keys while the text is being edited; those in writing change it.
local moving, writing, in_menu = {}, {}, {}

moving[keys.up] = function()
    if choice then cycle(-1) elseif y > 1 then move_to_line(y - 1) end
end
moving[keys.down] = function()
    if choice then cycle(1) elseif y < #lines then move_to_line(y + 1) end
end
moving[keys.pageUp] = function() move_to_line(y - height + 1) end
moving[keys.pageDown] = function() move_to_line(y + height - 1) end
moving[keys.home] = function() move_to(1, y) end
moving[keys["end"]] = function() move_to(#lines[y] + 1, y) end
moving[keys.left] = function()
    if x > 1 then move_to(x - 1, y) elseif y > 1 then move_to(#lines[y - 1] + 1, y - 1) end
end
moving[keys.right] = function()
    if x <= #lines[y] then
        move_to(x + 1, y)
    elseif not accept() and y < #lines then
        move_to(1, y + 1)
    end
end

writing[keys.tab] = function()
    if not accept() then insert("    ") end
end
writing[keys.enter] = split_line
writing[keys.numPadEnter] = split_line
writing[keys.backspace] = function()
    if x > 1 then
        -- In the indentation, a whole step of it.
        local before = lines[y]:sub(1, x - 1)
        remove_before(before:find("^ +$") and #before >= 4 and 4 or 1)
    elseif y > 1 then
        local end_x = #lines[y - 1] + 1
        join(y - 1)
        move_to(end_x, y - 1)
        draw_text()
    end
end
writing[keys.delete] = function()
    if x <= #lines[y] then
        lines[y] = lines[y]:sub(1, x - 1) .. lines[y]:sub(x + 1)
        move_to(x, y)
    elseif y < #lines then
        join(y)
        move_to(x, y)
        draw_text()
    end
end

local function step_menu(step)
    menu_item = (menu_item - 1 + step) % #entries + 1
    draw_menu()
end
in_menu[keys.left] = function() step_menu(-1) end
in_menu[keys.right] = function() step_menu(1) end
in_menu[keys.enter] = function() choose(menu_item) end
in_menu[keys.numPadEnter] = in_menu[keys.enter]
in_menu[keys.rightAlt] = function() show_menu(false) end

local on = {}

function on.key(key)
    local action
    if key == keys.leftCtrl or key == keys.rightCtrl then
        show_menu(not menu)
    elseif menu then
        action = in_menu[key]
    else
        action = moving[key] or not read_only and writing[key]
    end
    if action then action() end
end

function on.char(letter)
    if menu then
        for i, entry in ipairs(entries) do
            if entry.name:sub(1, 1):lower() == letter:lower() then return choose(i) end
        end
    elseif not read_only then
        insert(letter)
    end
end

function on.paste(text)
    if read_only then return end
    if menu then show_menu(false) end
    insert(text)
end

function on.mouse_click(button, column, row)
    if menu then
        if row ~= height then return show_menu(false) end
        local from = 1
        for i, entry in ipairs(entries) do
            local to = from + #entry.name + 1
            if column >= from and column <= to then return choose(i) end
            from = to + 1
        end
    elseif button == 1 then
        if row == height then return show_menu(true) end
        local line = math.max(1, math.min(top + row, #lines))
        move_to(math.max(1, math.min(left + column, #lines[line] + 1)), line)
    end
end

function on.mouse_scroll(direction)
    if menu then return end
    local new_top = math.max(0, math.min(top + direction, #lines - height + 1))
    if new_top ~= top then
        top = new_top
        draw_text()
    end
end

function on.term_resize()
    width, height = term.getSize()
    move_to(x, y)
    draw_text()
    draw_menu()
end

load_file()
if read_only then
    set_status("File is read only", false)
elseif (tonumber(fs.getFreeSpace(path)) or math.huge) < 1024 then
    set_status("Disk is low on space", false)
else
    local message = coloured and "Press Ctrl or click here to access menu" or "Press Ctrl to access menu"
    set_status(#message > width - 5 and "Press Ctrl for menu" or message)
end

term.setTextColour(text_colour)
term.setBackgroundColour(colours.black)
term.clear()
term.setCursorBlink(true)
draw_text()
draw_menu()
while running do
    local event = table.pack(os.pullEvent())
    local handler = on[event[1]]
    if handler then handler(table.unpack(event, 2, event.n)) end
end

term.clear()
term.setCursorBlink(false)
term.setCursorPos(1, 1)

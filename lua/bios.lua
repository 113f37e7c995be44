-- bios.lua: brings a computer from bare natives to its shell.

-- Argument checks. The module is loaded by hand, because dofile does not exist yet.
local checks
do
    local path = "rom/modules/main/cc/expect.lua"
    local file = fs.open(path, "r")
    local chunk, problem = load(file.readAll(), "@/" .. path)
    file.close()
    checks = (chunk or error(problem))()
end
local expect = checks.expect

-- The old bit library, in terms of bit32.
bit = {
    bnot = bit32.bnot,
    band = bit32.band,
    bor = bit32.bor,
    bxor = bit32.bxor,
    brshift = bit32.arshift,
    blshift = bit32.lshift,
    blogic_rshift = bit32.rshift,
}

function os.version()
    return "CraftOS 1.9"
end

-- Waiting for events.

function os.pullEventRaw(filter)
    return coroutine.yield(filter)
end

local function unless_terminated(event, ...)
    if event == "terminate" then error("Terminated", 0) end
    return event, ...
end

function os.pullEvent(filter)
    return unless_terminated(os.pullEventRaw(filter))
end

function sleep(seconds)
    if seconds ~= nil and type(seconds) ~= "number" then expect(1, seconds, "number", "nil") end
    local timer = os.startTimer(seconds or 0)
    while true do
        local _, id = os.pullEvent("timer")
        if id == timer then return end
    end
end

function os.sleep(seconds)
    sleep(seconds)
end

-- Power. The natives return at once; nothing after the call should run.

local function stop_by(action)
    return function()
        action()
        while true do coroutine.yield() end
    end
end

os.shutdown = stop_by(os.shutdown)
os.reboot = stop_by(os.reboot)

-- Writing to the terminal.

-- write lays its text out word by word and sends each finished piece of a row to
-- the terminal in one go. It returns how many times it moved to a new line.
function write(text)
    if type(text) ~= "string" then
        expect(1, text, "string", "number")
        text = tostring(text)
    end

    local find, sub = string.find, string.sub
    local width, height = term.getSize()
    local x, y = term.getCursorPos()
    local newlines = 0

    local function newline()
        if y + 1 <= height then
            term.setCursorPos(1, y + 1)
        else
            term.setCursorPos(1, height)
            term.scroll(1)
        end
        x, y = term.getCursorPos()
        newlines = newlines + 1
    end

    -- Puts one line of text, without line breaks, that does not fit on this row.
    local function wrap(line)
        local from, pos, length = 1, 1, #line -- line[from, pos) is laid out but not yet shown
        local function flush()
            if pos > from then
                term.write(sub(line, from, pos - 1))
                from = pos
            end
        end

        while pos <= length do
            local _, blank_end = find(line, "^[ \t]+", pos)
            if blank_end then
                x = x + blank_end - pos + 1
                pos = blank_end + 1
            end

            local _, word_end = find(line, "^[^ \t]+", pos)
            if word_end then
                local size = word_end - pos + 1
                if size > width then
                    -- Longer than any row: fill this one and go on with the next.
                    while size > 0 do
                        if x > width then
                            flush()
                            newline()
                        end
                        local room = width - x + 1
                        if room > size then room = size elseif room < 1 then room = 1 end
                        pos, size, x = pos + room, size - room, x + room
                    end
                else
                    if x + size - 1 > width then
                        flush()
                        newline()
                    end
                    x = x + size
                    pos = word_end + 1
                end
            end
        end
        flush()
    end

    local pos, length = 1, #text
    while pos <= length do
        local stop = find(text, "\n", pos, true) or length + 1
        local size = stop - pos
        if size > 0 then
            local line = sub(text, pos, stop - 1)
            if x + size - 1 <= width then
                term.write(line)
                x = x + size
            else
                wrap(line)
            end
        end
        if stop <= length then newline() end
        pos = stop + 1
    end
    return newlines
end

function print(...)
    local count = select("#", ...)
    if count == 1 then return write(tostring((...)) .. "\n") end

    local words = { ... }
    for i = 1, count do words[i] = tostring(words[i]) end
    return write(table.concat(words, "\t") .. "\n")
end

function printError(...)
    if not term.isColour() then
        print(...)
        return
    end
    local colour = term.getTextColour()
    term.setTextColour(colors.red)
    print(...)
    term.setTextColour(colour)
end

-- read lets the user edit one line at the cursor and returns it.
function read(mask, history, complete, default)
    expect(1, mask, "string", "nil")
    expect(2, history, "table", "nil")
    expect(3, complete, "function", "nil")
    expect(4, default, "string", "nil")

    local line = default or ""
    local cursor, scroll = #line, 0 -- characters before the cursor, and hidden at the left
    local recalled -- index into history of the line shown, if any
    local choices, choice -- suggestions and the one shown
    if mask then mask = mask:sub(1, 1) end

    local left = term.getCursorPos()
    local width = term.getSize()
    term.setCursorBlink(true)

    local function draw(blank)
        if left + cursor - scroll >= width then
            scroll = left + cursor - width
        elseif cursor < scroll then
            scroll = cursor
        end

        local fill = blank and " " or mask
        local function show(text)
            term.write(fill and fill:rep(#text) or text)
        end

        local _, row = term.getCursorPos()
        term.setCursorPos(left, row)
        show(line:sub(scroll + 1))
        if choice then
            if blank then
                show(choices[choice])
            else
                local text_colour, back_colour = term.getTextColour(), term.getBackgroundColour()
                term.setTextColour(colors.white)
                term.setBackgroundColour(colors.gray)
                show(choices[choice])
                term.setTextColour(text_colour)
                term.setBackgroundColour(back_colour)
            end
        end
        term.setCursorPos(left + cursor - scroll, row)
    end

    local function drop_choices()
        choices, choice = nil, nil
    end

    local function find_choices()
        drop_choices()
        if complete and cursor == #line then
            choices = complete(line)
            if choices and #choices > 0 then choice = 1 end
        end
    end

    -- Applies a change to the line between erasing and drawing it.
    local function edit(new_line, new_cursor)
        draw(true)
        line, cursor = new_line, new_cursor
        find_choices()
        draw()
    end

    local function insert(text)
        edit(line:sub(1, cursor) .. text .. line:sub(cursor + 1), cursor + #text)
    end

    local function accept()
        if choice then
            local accepted = line .. choices[choice]
            edit(accepted, #accepted)
        end
    end

    local function recall(step)
        draw(true)
        if step < 0 then
            if not recalled then
                if #history > 0 then recalled = #history end
            elseif recalled > 1 then
                recalled = recalled - 1
            end
        elseif recalled == #history then
            recalled = nil
        elseif recalled then
            recalled = recalled + 1
        end
        line = recalled and history[recalled] or ""
        cursor, scroll = #line, 0
        drop_choices()
        draw()
    end

    local function up_or_down(step)
        if choice then
            draw(true)
            choice = (choice - 1 + step) % #choices + 1
            draw()
        elseif history then
            recall(step)
        end
    end

    local actions = {
        [keys.left] = function()
            if cursor > 0 then edit(line, cursor - 1) end
        end,
        [keys.right] = function()
            if cursor < #line then edit(line, cursor + 1) else accept() end
        end,
        [keys.home] = function()
            if cursor > 0 then edit(line, 0) end
        end,
        [keys["end"]] = function()
            if cursor < #line then edit(line, #line) end
        end,
        [keys.up] = function() up_or_down(-1) end,
        [keys.down] = function() up_or_down(1) end,
        [keys.tab] = accept,
        [keys.backspace] = function()
            if cursor == 0 then return end
            draw(true)
            line, cursor = line:sub(1, cursor - 1) .. line:sub(cursor + 1), cursor - 1
            if scroll > 0 then scroll = scroll - 1 end
            find_choices()
            draw()
        end,
        [keys.delete] = function()
            if cursor < #line then edit(line:sub(1, cursor) .. line:sub(cursor + 2), cursor) end
        end,
    }

    find_choices()
    draw()

    while true do
        local event, a, b, c = os.pullEvent()
        if event == "char" or event == "paste" then
            insert(a)
        elseif event == "key" then
            if a == keys.enter or a == keys.numPadEnter then break end
            local action = actions[a]
            if action then action() end
        elseif event == "mouse_click" or event == "mouse_drag" and a == 1 then
            local _, row = term.getCursorPos()
            if b >= left and b <= width and c == row then
                cursor = math.min(math.max(scroll + b - left, 0), #line)
                draw()
            end
        elseif event == "term_resize" then
            width = term.getSize()
            draw()
        end
    end

    if choice then
        draw(true)
        drop_choices()
        draw()
    end
    local _, row = term.getCursorPos()
    term.setCursorBlink(false)
    term.setCursorPos(width + 1, row)
    print()
    return line
end

-- Loading and running files.

function loadfile(path, mode, env)
    if type(mode) == "table" and env == nil then mode, env = nil, mode end
    expect(1, path, "string")
    expect(2, mode, "string", "nil")
    expect(3, env, "table", "nil")

    local file = fs.open(path, "r")
    if not file then return nil, "File not found" end
    local text = file.readAll()
    file.close()
    local chunk, problem = load(text, "@/" .. fs.combine(path), mode, env)
    return chunk, problem
end

function dofile(path)
    expect(1, path, "string")
    local chunk, problem = loadfile(path, nil, _G)
    if not chunk then error(problem, 2) end
    return chunk()
end

function os.run(env, path, ...)
    expect(1, env, "table")
    expect(2, path, "string")

    local meta = { __index = _G }
    setmetatable(env, meta)
    if settings.get("bios.strict_globals", false) then
        env._ENV = env -- load assigns it, which the guard below would refuse
        function meta.__newindex(_, name)
            error("Attempt to create global " .. tostring(name), 2)
        end
    end

    local chunk, problem = loadfile(path, nil, env)
    local ok = false
    if chunk then ok, problem = pcall(chunk, ...) end
    if not ok and problem and problem ~= "" then printError(problem) end
    return ok
end

local loading = {} -- names of the APIs that are being loaded

-- Runs an API file and publishes its globals; arguments after the path reach the file.
local function load_api(path, ...)
    local name = fs.getName(path):gsub("%.lua$", "")
    if loading[name] then
        printError("API " .. name .. " is already being loaded")
        return false
    end

    loading[name] = true
    local env = setmetatable({}, { __index = _G })
    local chunk, problem = loadfile(path, nil, env)
    local ok = false
    if chunk then ok, problem = pcall(chunk, ...) end
    loading[name] = nil
    if not ok then error("Failed to load API " .. name .. " due to " .. tostring(problem), 2) end

    local api = {}
    for key, value in pairs(env) do
        if key ~= "_ENV" then api[key] = value end
    end
    _G[name] = api
    return true
end

function os.loadAPI(path)
    expect(1, path, "string")
    return (load_api(path))
end

function os.unloadAPI(name)
    expect(1, name, "string")
    if name ~= "_G" and type(_G[name]) == "table" then _G[name] = nil end
end

-- The APIs of the ROM, in the order of their names.

local all_loaded = true

local function load_rom_api(path)
    -- The ROM's own files take the check library from us instead of loading it each.
    local ok, result = pcall(load_api, path, checks)
    if not ok then printError(result) end
    if not (ok and result) then all_loaded = false end
    return ok and result
end

local function load_rom_apis(dir)
    if not fs.isDir(dir) then return end
    for _, name in ipairs(fs.list(dir)) do
        local path = fs.combine(dir, name)
        if name:sub(1, 1) ~= "." and not fs.isDir(path) then load_rom_api(path) end
    end
end

load_rom_apis("rom/apis")
if http then load_rom_apis("rom/apis/http") end
if turtle then load_rom_apis("rom/apis/turtle") end
if pocket then load_rom_apis("rom/apis/pocket") end
if commands and fs.isDir("rom/apis/command") and load_rom_api("rom/apis/command/commands.lua") then
    -- Command names may be written in any case.
    local any_case = {
        __index = function(self, key)
            if type(key) == "string" then return rawget(self, key:lower()) end
        end,
    }
    setmetatable(commands, any_case)
    setmetatable(commands.async, any_case)
    exec = commands.exec
end

if not all_loaded then
    print("Press any key to continue")
    os.pullEvent("key")
    term.clear()
    term.setCursorPos(1, 1)
end

-- Settings: what exists, what the host prefers, what the user has chosen.

local function setting(name, default, description)
    settings.define(name, { default = default, description = description, type = type(default) })
end

setting("shell.allow_startup", true, "Run startup files when the computer is turned on.")
setting("shell.allow_disk_startup", commands == nil, "Run startup files found on disks when the computer is turned on.")
setting("shell.autocomplete", true, "Suggest programs and arguments in the shell.")
setting("shell.autocomplete_hidden", false, "Include names that begin with a dot in suggestions.")
setting("edit.autocomplete", true, "Suggest names of functions and APIs in the editor.")
setting("edit.default_extension", "lua", "Extension that edit adds to a new file's name. Empty for none.")
setting("paint.default_extension", "nfp", "Extension that paint adds to a new file's name. Empty for none.")
setting("lua.autocomplete", true, "Suggest names of functions and APIs in the Lua prompt.")
setting("lua.warn_against_use_of_local", true, "Remind that locals of the Lua prompt last for one line only.")
setting("lua.function_args", true, "Show the parameters of functions in the Lua prompt.")
setting("lua.function_source", false, "Show where functions were defined in the Lua prompt.")
setting("list.show_hidden", false, "List files whose names begin with a dot.")
setting("motd.enable", pocket == nil, "Show a message of the day at start-up.")
setting("motd.path", "/rom/motd.txt:/motd.txt", "Files with messages of the day, separated by colons.")
setting("bios.strict_globals", false, "Refuse accidental globals in programs.")
if term.isColour() then
    setting("bios.use_multishell", true, "Allow several programs at once, in tabs.")
end

local words = { ["true"] = true, ["false"] = false }
for name, text in string.gmatch(_CC_DEFAULT_SETTINGS or "", "([^=,]*)=([^,]*)") do
    if text == "nil" then
        settings.unset(name)
    else
        local value = words[text]
        if value == nil then value = tonumber(text) or text end
        settings.set(name, value)
    end
end

if fs.exists(".settings") then settings.load(".settings") end

-- The shell, with rednet behind it.

local function run_shell()
    local use_tabs = term.isColour() and settings.get("bios.use_multishell")
    os.run({}, use_tabs and "rom/programs/advanced/multishell.lua" or "rom/programs/shell.lua")
    os.run({}, "rom/programs/shutdown.lua")
end

local ok, problem = pcall(parallel.waitForAny, run_shell, rednet.run)

term.redirect(term.native())
if not ok then
    printError(problem)
    pcall(function()
        term.setCursorBlink(false)
        print("Press any key to continue")
        os.pullEvent("key")
    end)
end

os.shutdown()

-- shell: reads commands and runs programs; the shell API is the table it gives to them.

local make_require = dofile("/rom/modules/main/cc/require.lua").make

local multishell = multishell
local parent = shell
local parent_term = term.current()

local exiting = false
local current_dir = parent and parent.dir() or ""
local search_path = parent and parent.path() or ".:/rom/programs"
local aliases = parent and parent.aliases() or {}
local completions = parent and parent.getCompletionInfo() or {}
local running = {} -- paths of the programs, the innermost last

local shell = {}

-- The environment of a program in dir, still without the globals behind it.
local function new_env(dir)
    local env = { shell = shell, multishell = multishell }
    env.require, env.package = make_require(env, dir)
    return env
end

local require = setmetatable(new_env("/rom/programs"), { __index = _ENV }).require
local expect = require "cc.expect".expect
local exception = require "cc.internal.exception"

local function is_file(path)
    return fs.exists(path) and not fs.isDir(path)
end

local function has_slash(text)
    return text:find("[/\\]") ~= nil
end

-- Splits on blanks, except between double quotes.
local function split_words(...)
    local words = {}
    local quoted = false
    local line = table.concat({ ... }, " ") .. '"'
    for part in line:gmatch('(.-)"') do
        if quoted then
            words[#words + 1] = part
        else
            for word in part:gmatch("[^ \t]+") do words[#words + 1] = word end
        end
        quoted = not quoted
    end
    return words
end

-- Multishell's tab is named after the innermost program.
local function show_title()
    if not multishell then return end
    local path = running[#running]
    local title = path and fs.getName(path):gsub("%.lua$", "") or "shell"
    multishell.setTitle(multishell.getCurrent(), title)
end
show_title()

-- Running programs.

local run_file

-- Runs a file whose first line names the program that is to interpret it.
local function run_hashbang(line, depth, path, args)
    if depth >= 100 then
        printError("Hashbang recursion depth limit reached when loading file: " .. path)
        return false
    end
    local words = split_words(line)
    local name = table.remove(words, 1) or ""
    local program = shell.resolveProgram(name)
    if not program then
        printError("Hashbang program not found: " .. name)
        return false
    elseif program == "rom/programs/shell.lua" and #words == 0 then
        printError("Cannot use the shell as a hashbang program")
        return false
    end

    words[0] = name
    words[#words + 1] = path
    for _, arg in ipairs(args) do words[#words + 1] = arg end
    return run_file(depth + 1, program, words)
end

function run_file(depth, path, args)
    local file, problem = fs.open(path, "r")
    if not file then
        printError(problem)
        return false
    end
    local text = file.readAll() or ""
    file.close()
    local interpreter = text:match("^#!([^\r\n]*)")
    if interpreter then return run_hashbang(interpreter, depth, path, args) end

    local meta = { __index = _G }
    local env = setmetatable(new_env(fs.getDir(path)), meta)
    env.arg = args
    local program
    program, problem = load(text, "@/" .. path, nil, env)
    if not program then
        printError(problem)
        return false
    end
    if settings.get("bios.strict_globals", false) then
        function meta.__newindex(_, name)
            error("Attempt to create global " .. tostring(name), 2)
        end
    end

    -- The ROM's own first programs are called: a thread of each would stand between
    -- all events and the program that they start.
    local called = path == "rom/startup.lua" or fs.getDir(path) == "rom/autorun"
    local ok, message, thread = (called and pcall or exception.try)(program, table.unpack(args))
    if not ok and message and message ~= "" then
        printError(message)
        if thread then exception.report(message, thread) end
    end
    return ok
end

function shell.execute(command, ...)
    expect(1, command, "string")
    for i = 1, select("#", ...) do expect(i + 1, select(i, ...), "string") end

    local path = shell.resolveProgram(command)
    if not path then
        printError("No such program")
        return false
    end

    running[#running + 1] = path
    show_title()
    local ok = run_file(1, path, { [0] = command, ... })
    running[#running] = nil
    show_title()
    return ok
end

function shell.run(...)
    local words = split_words(...)
    if #words == 0 then return false end
    return shell.execute(table.unpack(words))
end

function shell.exit()
    exiting = true
end

function shell.getRunningProgram()
    return running[#running]
end

-- Directory, path and aliases.

function shell.dir()
    return current_dir
end

function shell.setDir(dir)
    expect(1, dir, "string")
    if not fs.isDir(dir) then error("Not a directory", 2) end
    current_dir = fs.combine(dir, "")
end

function shell.path()
    return search_path
end

function shell.setPath(path)
    expect(1, path, "string")
    search_path = path
end

function shell.resolve(path)
    expect(1, path, "string")
    if path:find("^[/\\]") then return fs.combine("", path) end
    return fs.combine(current_dir, path)
end

local function find_file(path)
    if is_file(path) then return path end
    path = path .. ".lua"
    if is_file(path) then return path end
    return nil
end

function shell.resolveProgram(command)
    expect(1, command, "string")
    command = aliases[command] or command
    if has_slash(command) then return find_file(shell.resolve(command)) end
    for dir in search_path:gmatch("[^:]+") do
        local found = find_file(fs.combine(shell.resolve(dir), command))
        if found then return found end
    end
    return nil
end

function shell.programs(include_hidden)
    expect(1, include_hidden, "boolean", "nil")
    local names, seen = {}, {}
    for dir in search_path:gmatch("[^:]+") do
        dir = shell.resolve(dir)
        if fs.isDir(dir) then
            for _, file in ipairs(fs.list(dir)) do
                if (include_hidden or file:sub(1, 1) ~= ".") and not fs.isDir(fs.combine(dir, file)) then
                    local name = file:match("^(.+)%.lua$") or file
                    if not seen[name] then
                        seen[name] = true
                        names[#names + 1] = name
                    end
                end
            end
        end
    end
    table.sort(names)
    return names
end

function shell.aliases()
    local copy = {}
    for alias, command in pairs(aliases) do copy[alias] = command end
    return copy
end

function shell.setAlias(alias, command)
    expect(1, alias, "string")
    expect(2, command, "string")
    aliases[alias] = command
end

function shell.clearAlias(alias)
    expect(1, alias, "string")
    aliases[alias] = nil
end

-- Completion.

local function complete_program(text)
    local hidden = settings.get("shell.autocomplete_hidden")
    local function paths(files)
        return fs.complete(text, current_dir, { include_files = files, include_dirs = false, include_hidden = hidden })
    end
    if has_slash(text) then return paths(true) end

    local results, seen = {}, {}
    local function add(rest)
        if not seen[rest] then
            seen[rest] = true
            results[#results + 1] = rest
        end
    end
    local function add_name(name)
        if #name > #text and name:sub(1, #text) == text then add(name:sub(#text + 1)) end
    end
    for alias in pairs(aliases) do add_name(alias) end
    for _, rest in ipairs(paths(false)) do add(rest) end
    for _, name in ipairs(shell.programs()) do add_name(name) end
    table.sort(results)
    return results
end

function shell.completeProgram(program)
    expect(1, program, "string")
    return complete_program(program)
end

function shell.complete(line)
    expect(1, line, "string")
    if line == "" then return nil end

    local words = split_words(line)
    local index = #words
    if line:sub(-1) == " " then index = index + 1 end
    local part = words[index] or ""

    if index > 1 then
        local info = completions[shell.resolveProgram(words[1])]
        if not info then return nil end
        words[index] = nil
        return info.fnComplete(shell, index - 1, part, words)
    elseif index == 1 then
        local function takes_arguments(name)
            local path = shell.resolveProgram(name)
            return path and completions[path]
        end
        if takes_arguments(part) then return { " " } end
        local results = complete_program(part)
        for i, rest in ipairs(results) do
            if takes_arguments(part .. rest) then results[i] = rest .. " " end
        end
        return results
    end
end

function shell.setCompletionFunction(program, complete)
    expect(1, program, "string")
    expect(2, complete, "function")
    completions[program] = { fnComplete = complete }
end

function shell.getCompletionInfo()
    return completions
end

-- Tabs.

if multishell then
    function shell.openTab(...)
        local words = split_words(...)
        if #words == 0 then return end
        local path = shell.resolveProgram(words[1])
        if not path then
            printError("No such program")
        elseif path == "rom/programs/shell.lua" then
            return multishell.launch(new_env("rom/programs"), path, table.unpack(words, 2))
        else
            return multishell.launch(new_env("rom/programs"), "rom/programs/shell.lua", table.unpack(words))
        end
    end

    function shell.switchTab(id)
        expect(1, id, "number")
        multishell.setFocus(id)
    end
end

-- The program itself.

if ... then
    shell.run(...)
    return
end

local prompt_colour = term.isColour() and colours.yellow or colours.white

local function show_prompt()
    term.setBackgroundColour(colours.black)
    term.setTextColour(prompt_colour)
    write(shell.dir() .. "> ")
    term.setTextColour(colours.white)
end

-- Leaves the line being edited, saves the dropped files and shows the prompt again.
local function import_files(transfer)
    local _, y = term.getCursorPos()
    local _, height = term.getSize()
    if y == height then
        term.scroll(1)
        term.setCursorPos(1, y)
    else
        term.setCursorPos(1, y + 1)
    end
    term.setCursorBlink(false)
    local ok, problem = require "cc.internal.import"(transfer.getFiles())
    if not ok and problem then printError(problem) end
    show_prompt()
    term.setCursorBlink(true)
end

-- Reads a line; files may be dropped meanwhile.
local function read_command(history)
    local complete = settings.get("shell.autocomplete") and shell.complete or nil
    local reader = coroutine.create(read)
    local ok, result = coroutine.resume(reader, nil, history, complete)
    while ok and coroutine.status(reader) ~= "dead" do
        local event = table.pack(os.pullEvent())
        if event[1] == "file_transfer" then
            import_files(event[2])
            event = { "term_resize", n = 1 } -- makes read draw its line again
        end
        if result == nil or result == event[1] then
            ok, result = coroutine.resume(reader, table.unpack(event, 1, event.n))
        end
    end
    if not ok then error(result, 0) end
    return result
end

term.setBackgroundColour(colours.black)
term.setTextColour(prompt_colour)
print(os.version())
term.setTextColour(colours.white)

if not parent then shell.run("/rom/startup.lua") end

local history = {}
while not exiting do
    term.redirect(parent_term)
    show_prompt()
    local line = read_command(history)
    if line:find("%S") and history[#history] ~= line then history[#history + 1] = line end
    shell.run(line)
end

-- startup.lua: sets up the first shell of a computer and runs the user's start-up files.

local path = { ".", "/rom/programs", "/rom/programs/http" }
local function add_path(dir) path[#path + 1] = "/rom/programs/" .. dir end
if term.isColour() then add_path("advanced") end
if turtle then
    add_path("turtle")
else
    add_path("rednet")
    add_path("fun")
    if term.isColour() then add_path("fun/advanced") end
end
if pocket then add_path("pocket") end
if commands then add_path("command") end
shell.setPath(table.concat(path, ":"))
help.setPath("/rom/help")

local aliases = { ls = "list", dir = "list", cp = "copy", mv = "move", rm = "delete", clr = "clear", rs = "redstone", sh = "shell" }
if term.isColour() then aliases.background, aliases.foreground = "bg", "fg" end
for alias, program in pairs(aliases) do shell.setAlias(alias, program) end

-- Completion. Each entry answers with the arguments of completion.build; nothing of
-- it runs before the user types that program's arguments.

local function monitor_first(c)
    return function(shell, text, previous)
        local results = c.peripheral(shell, text, previous, true)
        for _, result in ipairs(c.choice(shell, text, previous, { "scale" }, true)) do
            results[#results + 1] = result
        end
        return results
    end
end

local function monitor_rest(c)
    return function(shell, text, previous)
        if previous[2] ~= "scale" then return c.programWithArgs(shell, text, previous, 3) end
        if #previous == 2 then return c.peripheral(shell, text, previous, true) end
    end
end

local function any_program(c)
    return { c.programWithArgs, 2, many = true }
end

local arguments = {
    alias = function(c) return nil, c.program end,
    cd = function(c) return c.dir end,
    clear = function(c) return { c.choice, { "screen", "palette", "all" } } end,
    copy = function(c) return { c.dirOrFile, true }, c.dirOrFile end,
    delete = function(c) return { c.dirOrFile, many = true } end,
    drive = function(c) return c.dir end,
    edit = function(c) return c.file end,
    eject = function(c) return c.peripheral end,
    gps = function(c) return { c.choice, { "host", "host ", "locate" } } end,
    help = function(c) return c.help end,
    id = function(c) return c.peripheral end,
    label = function(c) return { c.choice, { "get", "get ", "set ", "clear", "clear " } }, c.peripheral end,
    list = function(c) return c.dir end,
    mkdir = function(c) return { c.dir, many = true } end,
    monitor = function(c) return monitor_first(c), { monitor_rest(c), many = true } end,
    move = function(c) return { c.dirOrFile, true }, c.dirOrFile end,
    redstone = function(c) return { c.choice, { "probe", "set ", "pulse " } }, c.side end,
    rename = function(c) return { c.dirOrFile, true }, c.dirOrFile end,
    set = function(c) return { c.setting, true } end,
    shell = any_program,
    type = function(c) return c.dirOrFile end,
    ["advanced/bg"] = any_program,
    ["advanced/fg"] = any_program,
    ["command/exec"] = function(c) return c.command end,
    ["fun/advanced/paint"] = function(c) return c.file end,
    ["fun/dj"] = function(c) return { c.choice, { "play", "play ", "stop " } }, c.peripheral end,
    ["http/pastebin"] = function(c)
        return { c.choice, { "put ", "get ", "run " } }, function(shell, text, previous)
            if previous[2] == "put" then return c.file(shell, text) end
        end
    end,
    ["http/wget"] = function(c) return { c.choice, { "run " } } end,
    ["rednet/chat"] = function(c) return { c.choice, { "host ", "join " } } end,
}
if turtle then
    arguments["turtle/go"] = function(c)
        return { c.choice, { "left", "right", "forward", "back", "down", "up" }, true, many = true }
    end
    arguments["turtle/turn"] = function(c) return { c.choice, { "left", "right" }, true, many = true } end
    arguments["turtle/equip"] = function(c) return nil, { c.choice, { "left", "right" } } end
    arguments["turtle/unequip"] = function(c) return { c.choice, { "left", "right" } } end
end

for program, describe in pairs(arguments) do
    local complete
    shell.setCompletionFunction("rom/programs/" .. program .. ".lua", function(...)
        if not complete then
            local completion = require "cc.shell.completion"
            complete = completion.build(describe(completion))
        end
        return complete(...)
    end)
end

-- What the ROM, then the user, wants to run.

if fs.isDir("/rom/autorun") then
    for _, name in ipairs(fs.list("/rom/autorun")) do
        local file = "/rom/autorun/" .. name
        if name:sub(1, 1) ~= "." and not fs.isDir(file) then shell.run(file) end
    end
end

if settings.get("motd.enable") then shell.run("motd") end

-- The start-up files below a directory, or nil if there are none.
local function find_startup(root)
    local base = "/" .. fs.combine(root, "startup")
    local program = shell.resolveProgram(base)
    local files = { program }
    if fs.isDir(base) then
        for _, name in ipairs(fs.list(base)) do
            local file = "/" .. fs.combine(base, name)
            if not fs.isDir(file) then files[#files + 1] = file end
        end
    elseif not program then
        return nil
    end
    return files
end

local files
if settings.get("shell.allow_startup") then files = find_startup("/") end
if settings.get("shell.allow_disk_startup") then
    for _, name in ipairs(peripheral.getNames()) do
        if disk.isPresent(name) and disk.hasData(name) then
            local found = find_startup(disk.getMountPath(name))
            if found then
                files = found
                break
            end
        end
    end
end
for _, file in ipairs(files or {}) do shell.run(file) end

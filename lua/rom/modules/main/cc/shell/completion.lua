-- cc.shell.completion: suggestions for the arguments of programs.

local expect = require "cc.expect".expect
local choices = require "cc.completion"

local completion = {}

local function complete_path(shell, text, files, dirs)
    return fs.complete(text, shell.dir(), {
        include_files = files,
        include_dirs = dirs,
        include_hidden = settings.get("shell.autocomplete_hidden"),
    })
end

function completion.file(shell, text)
    return complete_path(shell, text, true, false)
end

function completion.dir(shell, text)
    return complete_path(shell, text, false, true)
end

function completion.dirOrFile(shell, text, _, add_space)
    local results = complete_path(shell, text, true, true)
    if add_space then
        for i, result in ipairs(results) do
            if result:sub(-1) ~= "/" then results[i] = result .. " " end
        end
    end
    return results
end

function completion.program(shell, text)
    return shell.completeProgram(text)
end

-- A program at argument starting and, behind it, that program's own arguments.
function completion.programWithArgs(shell, text, previous, starting)
    local known = shell.getCompletionInfo()

    if #previous + 1 == starting then
        local function takes_arguments(name)
            return name:sub(-1) ~= "/" and known[shell.resolveProgram(name)] ~= nil
        end
        if takes_arguments(text) then return { " " } end
        local results = shell.completeProgram(text)
        for i, result in ipairs(results) do
            if result:sub(-1) ~= "/" and takes_arguments(text .. result) then results[i] = result .. " " end
        end
        return results
    end

    local program = previous[starting]
    local path = shell.resolveProgram(program)
    local info = path and known[path]
    if not info then return end
    return info.fnComplete(shell, #previous - starting + 1, text, {
        program, table.unpack(previous, starting + 1, #previous),
    })
end

-- Those that need to know neither the shell nor the arguments before.
local function plain(func)
    return function(_, text, _, ...) return func(text, ...) end
end

completion.help = plain(help.completeTopic)
completion.choice = plain(choices.choice)
completion.peripheral = plain(choices.peripheral)
completion.side = plain(choices.side)
completion.setting = plain(choices.setting)
completion.command = plain(choices.command)

-- Makes a function for shell.setCompletionFunction out of one entry per argument:
-- nil, a function, or a table of a function and what to pass it behind the rest.
function completion.build(...)
    local entries = table.pack(...)
    for i = 1, entries.n do
        local entry = entries[i]
        if entry ~= nil then
            expect(i, entry, "table", "function")
            if type(entry) == "function" then
                entry = { entry }
                entries[i] = entry
            end
            if type(entry[1]) ~= "function" then
                error(("Bad table entry #1 at argument #%d (function expected, got %s)"):format(i, type(entry[1])), 2)
            elseif entry.many and i < entries.n then
                error(("Unexpected 'many' field on argument #%d (should only occur on the last argument)"):format(i), 2)
            end
        end
    end

    return function(shell, index, text, previous)
        local entry = entries[index]
        if index > entries.n then
            local last = entries[entries.n]
            entry = last and last.many and last
        end
        if entry then return entry[1](shell, text, previous, table.unpack(entry, 2)) end
    end
end

return completion

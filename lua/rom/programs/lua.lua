-- lua: a prompt at which Lua is run line by line.

if ... then
    print("This is an interactive Lua prompt.")
    print("To run a lua program, just type its name.")
    return
end

local pretty = require "cc.pretty"
local exception = require "cc.internal.exception"

local running = true
local env = setmetatable({
    exit = setmetatable({}, {
        __tostring = function() return "Call exit() to exit." end,
        __call = function() running = false end,
    }),
    _echo = function(...) return ... end,
}, { __index = _ENV })

-- Modules are looked for where the user is, not where this program is.
_ENV.require, _ENV.package = require "cc.require".make(_ENV, shell.dir())

local function print_notice(...)
    if term.isColour() then term.setTextColour(colours.yellow) end
    for _, line in ipairs { ... } do print(line) end
    term.setTextColour(colours.white)
end

local function complete(line)
    if not settings.get("lua.autocomplete") then return nil end
    local start = line:find("[%w_.:]+$")
    return start and textutils.complete(line:sub(start), env) or nil
end

local function show(value)
    local ok, doc = pcall(pretty.pretty, value, {
        function_args = settings.get("lua.function_args"),
        function_source = settings.get("lua.function_source"),
    })
    if ok then pretty.print(doc) else print(tostring(value)) end
end

local sources, count = {}, 1 -- the lines run so far, by the name of their chunk

-- Runs a line and shows the results or the error.
local function run(line)
    local name = "=lua[" .. count .. "]"
    -- As an expression if it is one. The call keeps the line in the error's stack.
    local prefix = "return _echo("
    local chunk, problem
    if load("return " .. line) then
        chunk = load(prefix .. line .. "\n)", name, "t", env)
    else
        prefix = ""
        chunk, problem = load(line, name, "t", env)
    end
    if not chunk then
        printError(problem)
        return
    end
    sources[name] = { contents = line, offset = #prefix }
    count = count + 1

    local results = table.pack(exception.try(chunk))
    if results[1] then
        for i = 2, results.n do show(results[i]) end
    else
        printError(results[2])
        exception.report(results[2], results[3], sources)
    end
end

print_notice("Interactive Lua prompt.", "Call exit() to exit.")
local history = {}
while running do
    write("lua> ")
    local line = read(nil, history, complete)
    if line:find("%S") and history[#history] ~= line then history[#history + 1] = line end
    if settings.get("lua.warn_against_use_of_local") and line:find("^%s*local%s+") then
        print_notice("To access local variables in later inputs, remove the local keyword.")
    end
    run(line)
end

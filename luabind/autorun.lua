-- Starts a computer's program. The machine puts this file into /rom/autorun,
-- where every CraftOS looks for something to run before the user's own startup,
-- and leaves a table of functions for it in a global.
local host = _G.ccnet_autorun
_G.ccnet_autorun = nil
if not host or not shell then return end

term.setTextColour(1)
term.setBackgroundColour(32768)
term.clear()
term.setCursorPos(1, 1)

-- The shell prints why a program failed and answers nothing but false. Its last
-- words are kept; everybody still gets to read them.
local message
local printError = _G.printError
local function listen(...)
    local words = table.pack(...)
    for i = 1, words.n do
        local ok, word = pcall(tostring, words[i])
        words[i] = ok and word or type(words[i])
    end
    message = table.concat(words, "\t", 1, words.n)
    return printError(...)
end
_G.printError = listen

local function run(name, ...)
    local ok = shell.execute(name, ...)
    if _G.printError == listen then _G.printError = printError end
    if ok then return true end
    if not message then
        -- A syntax error, explained at length on the screen: here it is in short.
        local path = shell.resolveProgram(name)
        local loaded, problem
        if path then loaded, problem = loadfile(path) end
        message = not loaded and problem or "the program failed"
    elseif message == "No such program" then
        message = message .. ": " .. name
    end
    return false
end

host.started()
local stays_on = host.ended(run(host.program()), message)
while not stays_on do coroutine.yield() end

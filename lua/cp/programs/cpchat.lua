-- cpchat: chat by CP, with those outside the world too.

local cp = require "cp"

local name, where = ...
if not name then
    local program = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(program .. " <nickname>")
    print(program .. " <nickname> <room>")
    print(program .. " <nickname> <host>:<port>")
    return
end

local chat, problem
if where and where:find(":%d+$") then
    chat, problem = cp.open(where)
else
    chat, problem = cp.connect(where)
end
local ok = chat ~= nil
if chat then ok, problem = chat:setName(name) end
if not ok then
    printError(problem)
    if chat then chat:close() end
    return
end
print("You are " .. name .. ". /msg NAME TEXT is private, /quit leaves.")

-- What is typed waits here, so that one coroutine alone speaks with the chat.
local typed = {}

local function show(message)
    if message.private then
        print("<" .. message.from .. " to you> " .. message.text)
    else
        print("<" .. message.from .. "> " .. message.text)
    end
end

local function say(line)
    local to, text = line:match("^/msg (%S+) (.+)$")
    local sent, why
    if to then
        sent, why = chat:tell(to, text)
    elseif line:sub(1, 1) == "/" then
        sent, why = false, "Unrecognised command: " .. line
    else
        sent, why = chat:broadcast(line)
    end
    if not sent then printError(why) end
end

parallel.waitForAny(function()
    local history = {}
    while true do
        local line = read(nil, history)
        if line == "/quit" then return end
        if line ~= "" then
            history[#history + 1] = line
            typed[#typed + 1] = line
        end
    end
end, function()
    while true do
        while typed[1] do say(table.remove(typed, 1)) end
        local message, why = chat:receive(0.5)
        if message then
            show(message)
        elseif why then
            printError(why)
            return
        end
    end
end)
chat:close()

-- monitor: runs a program on a monitor, or sets the size of its text.

local args = { ... }

local function check_monitor(name)
    if peripheral.getType(name) == "monitor" then return true end
    print("No monitor named " .. name)
    return false
end

if #args < 2 or args[1] == "scale" and #args < 3 then
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usage:")
    print("  " .. name .. " <name> <program> <arguments>")
    print("  " .. name .. " scale <name> <scale>")
    return
end

if args[1] == "scale" then
    if not check_monitor(args[2]) then return end
    local scale = tonumber(args[3])
    if not scale or scale < 0.5 or scale > 5 then
        print("Invalid scale: " .. args[3])
    else
        peripheral.call(args[2], "setTextScale", scale)
    end
    return
end

local name, program = args[1], args[2]
if not check_monitor(name) then return end
if not shell.resolveProgram(program) then
    print("No such program: " .. program)
    return
end

print("Running " .. program .. " on monitor " .. name)
local screen = term.redirect(peripheral.wrap(name))

local filter
local thread = coroutine.create(function()
    (shell.execute or shell.run)(program, table.unpack(args, 3))
end)

-- Gives an event to the program if it waits for it.
local function give(event, ...)
    if coroutine.status(thread) == "dead" then return end
    if filter ~= nil and filter ~= event and event ~= "terminate" then return end
    local ok, result = coroutine.resume(thread, event, ...)
    if ok then filter = result else printError(result) end
end

local releases = {} -- timer -> where a touch is to be let go

local ok, problem = pcall(function()
    give()
    while coroutine.status(thread) ~= "dead" do
        local event = table.pack(os.pullEventRaw())
        give(table.unpack(event, 1, event.n))

        -- A touch is a short click; a resize is the terminal's.
        if event[2] == name and event[1] == "monitor_touch" then
            local x, y = event[3], event[4]
            releases[os.startTimer(0.1)] = { x, y }
            give("mouse_click", 1, x, y)
        elseif event[2] == name and event[1] == "monitor_resize" then
            give("term_resize")
        elseif event[1] == "timer" and releases[event[2]] then
            local place = releases[event[2]]
            releases[event[2]] = nil
            give("mouse_up", 1, place[1], place[2])
        end
    end
end)

term.redirect(screen)
if not ok then printError(problem) end

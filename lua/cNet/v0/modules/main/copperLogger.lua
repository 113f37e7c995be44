-- copperLogger: prints what a server of Copper OS does, on a monitor if it is told to.

local utility = require "copperUtility"

local copperLogger = {}

local prefix = "[Copper] "

-- Moves all output to a monitor: the one of that name, or the first that is found.
function copperLogger.logToMonitor(scale, name)
    local monitor
    if name == nil then monitor = peripheral.find("monitor") else monitor = peripheral.wrap(name) end
    if not monitor then error("No monitor " .. (name and "called " .. name or "found"), 2) end
    monitor.setTextScale(scale or 1)
    term.redirect(monitor)
    term.clear()
end

function copperLogger.setPrefix(text)
    prefix = text
end

function copperLogger.log(text)
    print(prefix .. text)
end

-- As log, but what does not fit on a row goes on below its beginning.
function copperLogger.logInColumns(text)
    local before = prefix
    for _, row in ipairs(utility.splitByChunk(text, term.getSize() - #prefix)) do
        print(before .. row)
        before = (" "):rep(#prefix)
    end
end

function copperLogger.debug(value)
    print("[DEBUG] " .. textutils.serialise(value))
end

return copperLogger

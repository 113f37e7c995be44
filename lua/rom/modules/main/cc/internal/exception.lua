-- cc.internal.exception: runs a program so that its errors can be shown with their source.

local coroutine, os = coroutine, os
local create, resume, status = coroutine.create, coroutine.resume, coroutine.status

-- An error of a thread inside the program, as a coroutine manager may rethrow it.
local function is_exception(value)
    local meta = type(value) == "table" and getmetatable(value)
    return meta and meta.__name == "exception"
        and type(rawget(value, "message")) == "string" and type(rawget(value, "thread")) == "thread"
end

local feed

-- Looks at what a resume came back with: waits for the next event, or ends. This is a
-- loop without a table for each event.
local function continue(thread, ok, filter, ...)
    if status(thread) ~= "dead" then return feed(thread, filter, os.pullEventRaw(filter)) end
    if ok then return true, filter, ... end
    local problem = filter
    if is_exception(problem) then return false, rawget(problem, "message"), rawget(problem, "thread") end
    return false, problem, thread
end

function feed(thread, filter, event, ...)
    if filter == nil or event == filter or event == "terminate" then
        return continue(thread, resume(thread, event, ...))
    end
    return feed(thread, filter, os.pullEventRaw(filter))
end

-- Runs func to its end: true and its results, or false, the error and its thread.
local function try(func, ...)
    local thread = create(func)
    return continue(thread, resume(thread, ...))
end

local function line_of_text(text, wanted)
    local number = 0
    for line in (text .. "\n"):gmatch("(.-)\r?\n") do
        number = number + 1
        if number == wanted then return line end
    end
end

local function line_of_file(path, wanted)
    local file = fs.open(path, "r")
    if not file then return end
    local line
    for _ = 1, wanted do
        line = file.readLine()
        if not line then break end
    end
    file.close()
    return line
end

-- The frame of the thread that an error message with this position came from.
local function find_frame(thread, file, line)
    for level = 0, 15 do
        local frame = debug.getinfo(thread, level, "Sl")
        if not frame then return end
        if frame.short_src == file and frame.currentline == line and frame.what ~= "C" then return frame end
    end
end

-- Shows the line of source that an error message points at, with a mark below the
-- place, if all that is known. sources maps chunk names to their text.
local function report(message, thread, sources)
    if type(message) ~= "string" or not debug or not debug.getinfo then return end
    local file, number = message:match("^([^:]+):(%d+):")
    if not file then return end
    number = tonumber(number)

    local frame = find_frame(thread, file, number)
    local column = frame and frame.currentcolumn
    if not column then return end

    local source, line = sources and sources[frame.source]
    if type(source) == "table" then source, column = source.contents, column - source.offset end
    if source then
        line = line_of_text(source, number)
    elseif frame.source:sub(1, 2) == "@/" then
        line = line_of_file(frame.source:sub(3), number)
    end
    if not line or not line:find("%S") then return end

    -- A part of the line that has the place in it and fits the screen.
    local room = term.getSize() - 1
    local first = math.max(1, math.min(column + 10, #line + 1) - room + 1)
    local shown = line:sub(first, first + room - 1):gsub("\t", " ")

    local before = term.getTextColour()
    local coloured = term.isColour()
    local function row(colour, text)
        if coloured then term.setTextColour(colours.cyan) end
        write("\149")
        if coloured then term.setTextColour(colour) end
        term.write(text)
        term.setTextColour(before)
        print()
    end
    row(colours.cyan, "Line " .. number)
    row(colours.lightGrey, shown)
    row(colours.red, (" "):rep(column - first) .. "\131")
end

return { try = try, report = report }

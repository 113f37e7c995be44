-- parallel: runs functions side by side, each with its own view of the events.

local os, resume, status = os, coroutine.resume, coroutine.status

local function threads_of(...)
    local threads = {}
    for i = 1, select("#", ...) do
        local func = select(i, ...)
        if type(func) ~= "function" then
            error("bad argument #" .. i .. " (function expected, got " .. type(func) .. ")", 3)
        end
        threads[i] = coroutine.create(func)
    end
    return threads
end

-- Feeds events to the threads until no more than limit of them are alive and
-- returns the index of the last to finish.
local function run(threads, limit)
    local count = #threads
    if count == 0 then return 0 end

    local alive = count
    local filters = {}

    -- Every event of a computer passes here, so it is handed on without a table.
    local function feed(...)
        local name = ...
        for i = 1, count do
            local thread = threads[i]
            if thread then
                local filter = filters[i]
                if filter == nil or filter == name or name == "terminate" then
                    local ok, result = resume(thread, ...)
                    if not ok then error(result, 0) end
                    if result ~= filter then filters[i] = result end
                    if status(thread) == "dead" then
                        threads[i] = false
                        alive = alive - 1
                        if alive <= limit then return i end
                    end
                end
            end
        end
        -- A thread may also have been run to its end by one of the others.
        for i = 1, count do
            local thread = threads[i]
            if thread and status(thread) == "dead" then
                threads[i] = false
                alive = alive - 1
                if alive <= limit then return i end
            end
        end
    end

    local finished = feed()
    while not finished do finished = feed(os.pullEventRaw()) end
    return finished
end

function waitForAny(...)
    local threads = threads_of(...)
    return run(threads, #threads - 1)
end

function waitForAll(...)
    local threads = threads_of(...)
    return run(threads, 0)
end

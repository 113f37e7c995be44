-- ccnet.threads: threads that share a program's events, as CryptoNet's programs have them.
--
-- A thread is a function that may wait. Each event goes to every thread that waits
-- for it or for any. A thread that is started begins at once, before the next event,
-- so that it misses none. What ends a thread, errors too, ends it alone.

local threads = {}

local all = {} -- those that live, by age
local starting = {}
local current -- the one that runs
local running = false -- whether run() is
local awake = false -- whether wake was called since the threads had their last event
local strangers = 0 -- coroutines in await that are not threads themselves
local filter -- set by setGlobalEventFilter

local WAKE = "ccnet_wake" -- an event that mostly exists between threads only

-- Starts a thread. With shielded it does not hear of "terminate".
function threads.start(fn, shielded)
    if type(fn) ~= "function" then error("bad argument #1 (function expected, got " .. type(fn) .. ")", 2) end
    local thread = { routine = coroutine.create(fn), shielded = shielded or false, dead = false }
    starting[#starting + 1] = thread
    return thread
end

local function resume(thread, name, ...)
    if thread.dead or thread.suspended and name ~= "terminate" then return end
    local wanted = thread.wanted
    if name and wanted and wanted ~= name and name ~= "terminate" then return end
    if name == WAKE and wanted ~= WAKE or name == "terminate" and thread.shielded then return end
    local before = current
    current = thread
    local ok, result = coroutine.resume(thread.routine, name, ...)
    current = before
    thread.wanted = ok and result or nil
    if coroutine.status(thread.routine) == "dead" then
        thread.dead, thread.problem = true, not ok and result or nil
    end
end

-- Begins those that were started, and those that they start.
local function begin()
    while #starting > 0 do
        local fresh = starting
        starting = {}
        for _, thread in ipairs(fresh) do
            all[#all + 1] = thread
            resume(thread)
        end
    end
end

-- Forgets those that have ended.
local function bury()
    local kept = 0
    for i = 1, #all do
        local thread = all[i]
        if not thread.dead then
            kept = kept + 1
            all[kept] = thread
        end
    end
    for i = #all, kept + 1, -1 do all[i] = nil end
end

local function deliver(...)
    for i = 1, #all do resume(all[i], ...) end
    begin()
    while awake do
        awake = false
        for i = 1, #all do resume(all[i], WAKE) end
        begin()
    end
    bury()
end

-- Runs fn and the threads that it starts until all have ended.
function threads.run(fn)
    local outer = running
    running = true
    threads.start(fn)
    begin()
    bury()
    while #all > 0 do
        if filter then deliver(filter(coroutine.yield())) else deliver(coroutine.yield()) end
    end
    running = outer
end

-- The thread that runs, nil outside of threads.
function threads.current() return current end

-- Waits until ready() returns something else than nil or false, and returns that.
-- Whoever makes it ready calls wake. Where no threads run, pump(event) is called with
-- every event instead, and where they run beside the caller, with timers.
function threads.await(ready, pump)
    while true do
        local result = ready()
        if result then return result end
        if current and coroutine.running() == current.routine then
            if coroutine.yield(WAKE) == "terminate" then error("Terminated", 0) end
        elseif running then
            strangers = strangers + 1
            local event = { coroutine.yield() }
            strangers = strangers - 1
            if event[1] == "terminate" then error("Terminated", 0) end
            if event[1] == "timer" then pump(event) end
        else
            pump({ os.pullEvent() })
        end
    end
end

-- Has those that wait look again: threads before the next event, others with an event.
function threads.wake()
    awake = true
    if strangers > 0 then os.queueEvent(WAKE) end
end

-- Passes every event through fn before the threads see it. This can be done once.
function threads.setGlobalEventFilter(fn)
    if filter ~= nil then error("This can only be set once!", 2) end
    filter = fn
    if os.setGlobalEventFilter == threads.setGlobalEventFilter then rawset(os, "setGlobalEventFilter", nil) end
end

-- Whether events pass through a function first.
function threads.filtered() return filter ~= nil end

function threads.kill(thread) thread.dead = true end
function threads.suspend(thread) thread.suspended = true end
function threads.resume(thread) thread.suspended = false end

return threads

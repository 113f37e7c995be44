-- Threading: threads of a program, as Copper OS has them.

local threads = require "ccnet.threads"

local Threading = {}

local Thread = {} -- what create returns
Thread.__index = Thread

local known = setmetatable({}, { __mode = "k" }) -- objects by thread

-- Does something to a thread and to those that are attached to it.
local function each(self, action)
    action(self.thread)
    for _, child in ipairs(self.attachedThreads) do each(child, action) end
end

function Thread:kill() each(self, threads.kill) end
function Thread:suspend() each(self, threads.suspend) end
function Thread:resume() each(self, threads.resume) end

function Thread:status()
    if self.thread.dead then return "dead" end
    return self.thread.suspended and "suspended" or "running"
end

-- From now on what is done to this thread is done to the other one too.
function Thread:attach(child)
    table.insert(self.attachedThreads, child)
    child.detach = function()
        for i, other in ipairs(self.attachedThreads) do
            if other == child then table.remove(self.attachedThreads, i) end
        end
        child.detach = nil
        return true
    end
end

-- Makes a thread, which runs as soon as the program's threads do.
function Threading.create(fn)
    if type(fn) ~= "function" then
        error("bad argument #1 (function expected, got " .. type(fn) .. ")", 2)
    end
    local thread = threads.start(fn)
    local object = setmetatable({ thread = thread, attachedThreads = {} }, Thread)
    known[thread] = object
    return object
end

-- The object of the thread that runs.
function Threading.current() return known[threads.current()] end

-- Runs the threads until all have ended; fn, if there is one, is another of them.
function Threading.start(fn) threads.run(fn or function() end) end

return Threading

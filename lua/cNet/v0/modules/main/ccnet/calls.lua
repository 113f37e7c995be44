-- ccnet.calls: what the modules cNet and CNet share: calls that take time, and their one timer.
--
-- The machine's half is a network: it knows the calls under way on each socket, and
-- answers every function with a step, of which sockets.run does what is wanted. A step's
-- tick tells in how many seconds the network wants to be told the time.

local sockets = require "ccnet.sockets"
local threads = require "ccnet.threads"

local calls = {}
calls.__index = calls

-- Returns the calls of a network, whose events go to on_event.
function calls.new(network, on_event)
    return setmetatable({ network = network, on_event = on_event }, calls)
end

-- Does what a step wants.
function calls:run(step)
    if not step then return end
    sockets.queue(step)
    if step.tick then
        if self.timer then os.cancelTimer(self.timer) end
        self.timer = os.startTimer(step.tick)
    end
end

-- Handles the value of an event encrypted_message. Answers a list of what has happened.
-- If untouched is true, nobody can have changed the value since it came, and it need not
-- be copied for that.
function calls:received(message, socket, untouched)
    local step, happened = false, nil
    if untouched and not threads.filtered() then
        step, happened = self.network.handleEvent(sockets.session(socket))
    end
    if step == false then step, happened = self.network.handle(message, sockets.session(socket)) end
    self:run(step)
    return happened or {}
end

-- Handles an event timer, if it is the network's.
function calls:timed(id)
    if id ~= self.timer then return end
    self.timer = nil
    self:run(self.network.tick())
end

-- Does the step that a call has begun with, and waits until the call is done. Answers
-- its outcome: a table, of which problem says what went wrong.
function calls:await(step, id)
    self:run(step)
    return threads.await(function() return self.network.result(id) end, function(event)
        if event[1] == "modem_message" then
            for _, happened in ipairs(sockets.handle(event) or {}) do self.on_event(happened) end
        else
            self.on_event(event)
        end
    end)
end

return calls

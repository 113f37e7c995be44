-- net.waiting: how net waits for messages.

local expect = require "cc.expect".expect
local native = _G.ccnet.rttp

-- Messages that somebody waiting did not want are kept for the next who waits, but
-- not replies that have come too late.

local stash, stash_sizes, stash_bytes = {}, {}, 0
local current, taken = nil, {} -- the message of the event that is being seen; what was taken since it came
local given_up = {}
local max_stash, max_stash_bytes, max_given_up = 64, 4 * 2 ^ 20, 16

local function find(list, item)
    for i = 1, #list do
        if list[i] == item then return i end
    end
end

local function give_up(id)
    given_up[#given_up + 1] = id
    if #given_up > max_given_up then table.remove(given_up, 1) end
end

local function unstash(i)
    table.remove(stash, i)
    stash_bytes = stash_bytes - table.remove(stash_sizes, i)
end

local function keep(message)
    if find(stash, message) or find(taken, message) or find(given_up, message.msgid) then return end
    local size = native.size(message)
    if size > max_stash_bytes then return end
    stash[#stash + 1], stash_sizes[#stash_sizes + 1], stash_bytes = message, size, stash_bytes + size
    while #stash > max_stash or stash_bytes > max_stash_bytes do unstash(1) end
end

local function take(message)
    local i = find(stash, message)
    if i then unstash(i) end
    taken[#taken + 1] = message
    return message
end

-- Pulls an event by way of os.pullEventRaw, where messages are handed out, whatever
-- os.pullEvent does here.
local function unless_terminated(event, ...)
    if event == "terminate" then error("Terminated", 0) end
    return event, ...
end
local function pull(filter) return unless_terminated(os.pullEventRaw(filter)) end

-- Waits for a message for which check(port, message) is false. After time seconds, if that
-- is more than 0, the answer is "timeout".
local function wait(check, time)
    expect(1, check, "function")
    expect(2, time, "number")
    for i = 1, #stash do
        if not check(stash[i].port, stash[i]) then return take(stash[i]) end
    end
    local timer = time > 0 and os.startTimer(time)
    while true do
        local event, a = pull()
        if event == "net_message" and type(a) == "table" and type(a.header) == "table" then
            if a ~= current then current, taken = a, {} end
            if not check(a.port, a) then
                if timer then os.cancelTimer(timer) end
                return take(a)
            end
            keep(a)
        elseif event == "timer" and a == timer then
            return "timeout"
        end
    end
end

return { wait = wait, pull = pull, give_up = give_up }

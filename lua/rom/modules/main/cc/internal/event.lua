-- cc.internal.event: what the ROM's programs share about events.

-- Swallows the char that may follow a key, so that the shell does not get it.
local function discard_char()
    local soon = os.startTimer(0)
    repeat
        local event, id = os.pullEvent()
        local typed = event == "char" or event:find("^key")
        if typed then os.cancelTimer(soon) end
    until typed or event == "timer" and id == soon
end

return { discard_char = discard_char }

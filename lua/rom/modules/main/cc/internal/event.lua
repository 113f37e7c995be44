-- cc.internal.event: what the ROM's programs share about events.

-- Swallows the char that may follow a key, so that the shell does not get it.
local function discard_char()
    local timer = os.startTimer(0)
    while true do
        local event, id = os.pullEvent()
        if event == "timer" and id == timer then return end
        if event == "char" or event == "key" or event == "key_up" then
            os.cancelTimer(timer)
            return
        end
    end
end

return { discard_char = discard_char }

-- say NAME TEXT [DELAY]: speaks once on channel 7.
local name, text, delay = ...
sleep(1 + (tonumber(delay) or 0))
peripheral.wrap("back").transmit(7, 7, { name = name, text = text })

-- Giant payloads, to a listener who lets them lie.
-- expect: (done|Too long without yielding)
local modem = peripheral.wrap("back")
local s = ("x"):rep(1e7)
for i = 1, 100 do modem.transmit(1, 1, s .. i) end
local t = {}
for i = 1, 1e5 do t[i] = i end
for i = 1, 100 do modem.transmit(1, 1, t) end
print("done")

-- A million frames at once.
-- expect: (done|Too long without yielding)
local modem = peripheral.wrap("back")
for i = 1, 1e6 do modem.transmit(1, 1, i) end
print("done")

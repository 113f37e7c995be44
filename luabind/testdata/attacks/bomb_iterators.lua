-- Iterators, wrapped coroutines and other natives that hold something, kept.
-- expect: not enough memory
local kept, long = {}, ("x"):rep(1000)
while true do kept[#kept + 1] = (long .. #kept):gmatch(".") end

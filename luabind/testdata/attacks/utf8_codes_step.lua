-- Has the iterator of utf8.codes pass over 16 MB that are no character's beginning, again
-- and again.
-- expect: Too long without yielding
-- quick
local step = utf8.codes("")
local text = "a" .. ("\128"):rep(2 ^ 24)
while true do step(text, 1) end

-- Writes, scrolls and blits without end.
-- expect: Too long without yielding
local s = ("x"):rep(1e6)
while true do term.write(s) term.scroll(1e9) term.clear() term.blit(s, s, s) end

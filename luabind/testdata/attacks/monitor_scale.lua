-- The text scale of a monitor, over and over.
-- expect: (done|Too long without yielding)
local m = peripheral.wrap("right")
for _, s in ipairs { 0/0, 1/0, -1, 0, 0.4, 5.5, 1e300 } do print(pcall(m.setTextScale, s)) end
for i = 1, 2e5 do m.setTextScale(0.5) m.setTextScale(5) end
m.setTextScale(0.5)
term.redirect(m)
for i = 1, 1e4 do print(("x"):rep(1000)) end
term.redirect(term.native())
print("done")

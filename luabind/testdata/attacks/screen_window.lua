-- Windows of giant sizes, and windows in windows.
-- expect: not enough memory
-- expect: (done|Too long without yielding)
print(pcall(window.create, term.current(), 1, 1, 1e9, 1e9, false))
print(pcall(window.create, term.current(), 1, 1, 1e5, 1e5, true))
print(pcall(window.create, term.current(), 1, 1, 1/0, 0/0))
print(pcall(window.create, term.current(), -1e9, -1e9, 10, 10))
local w = term.current()
for i = 1, 200 do w = window.create(w, 1, 1, 51, 19, true) end
print(pcall(w.write, "x"))
print(pcall(w.reposition, 1, 1, 1e6, 1e6))
print("done")

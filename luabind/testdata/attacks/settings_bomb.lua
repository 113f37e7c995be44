-- Settings, help, completion and history with junk.
-- expect: (done|Too long without yielding)
for i = 1, 3000 do settings.set("k" .. i, ("x"):rep(100)) end
print(pcall(settings.save), pcall(settings.set, "c", (function() local c = {} c.c = c return c end)()))
print(pcall(settings.define, ("x"):rep(1e5), { type = "number", default = "x" }))
print(pcall(shell.run, ("x "):rep(1e5)), pcall(shell.run, "attack.lua/../rom"), pcall(shell.resolve, ("../"):rep(1e5)))
print(pcall(shell.complete, ("a"):rep(1e5)), pcall(help.completeTopic, ("a"):rep(1e5)))
print("done")

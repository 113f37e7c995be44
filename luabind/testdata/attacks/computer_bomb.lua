-- Shells in shells, programs that run themselves.
-- expect: (stack overflow|Too long|not enough memory|exit|limit of 20s)
shell.run("attack.lua")
shell.run("attack.lua")

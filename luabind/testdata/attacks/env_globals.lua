-- Takes away the globals that bios.lua and the shell stand on.
-- expect: .
-- expect: (exit|limit of 20s)
local names = {}
for k in pairs(_G) do names[#names + 1] = k end
for k in pairs(getfenv(0)) do names[#names + 1] = k end
for _, t in ipairs { string, table, coroutine, os, term, math } do for k in pairs(t) do t[k] = nil end end
for _, k in ipairs(names) do _G[k] = nil getfenv(0)[k] = nil end
local x = nil + 1

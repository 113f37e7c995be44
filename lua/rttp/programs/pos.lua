-- pos: runs a program that was written for PeterOS.

-- The modules are meant, not the programs beside this one.
package.path = "/rom/modules/main/?.lua;" .. package.path
local pos = require "pos"

local arguments = { ... }
if #arguments == 0 then
    print("Usage: pos <program> [arguments]")
    return
end

local path = shell.resolveProgram(arguments[1])
if not path then error("No such program: " .. arguments[1], 0) end
local chunk, problem = loadfile(path, nil, pos.environment(path))
if not chunk then error(problem, 0) end
chunk(table.unpack(arguments, 2))

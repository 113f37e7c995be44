-- cd: changes the shell's directory.

local dir = ...
if not dir then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <path>")
    return
end

local path = shell.resolve(dir)
if fs.isDir(path) then shell.setDir(path) else print("Not a directory") end

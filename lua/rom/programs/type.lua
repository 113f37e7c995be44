-- type: tells whether a path is a file or a directory.

local place = ...
if not place then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <path>")
    return
end

local path = shell.resolve(place)
if not fs.exists(path) then
    print("No such path")
else
    print(fs.isDir(path) and "directory" or "file")
end

-- copy: copies files and directories.

local from, to = ...
if not to then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <source> <destination>")
    return
end

local sources = fs.find(shell.resolve(from))
local target = shell.resolve(to)
if #sources == 0 then printError("No matching files") end

for _, source in ipairs(sources) do
    if fs.isDir(target) then
        fs.copy(source, fs.combine(target, fs.getName(source)))
    elseif #sources > 1 then
        printError("Cannot overwrite file multiple times")
        return
    elseif fs.exists(target) then
        printError("Destination exists")
    elseif fs.isReadOnly(target) then
        printError("Destination is read-only")
    elseif fs.getFreeSpace(target) < fs.getSize(source) then
        printError("Not enough space")
    else
        fs.copy(source, target)
    end
end

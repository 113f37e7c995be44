-- rename: gives a file or directory another name.

local from, to = ...
if not to then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <source> <destination>")
    return
end

local source, target = shell.resolve(from), shell.resolve(to)
if not fs.exists(source) then
    printError("No matching files")
elseif fs.isDriveRoot(source) then
    printError("Can't rename mounts")
elseif fs.isReadOnly(source) then
    printError("Source is read-only")
elseif fs.exists(target) then
    printError("Destination exists")
elseif fs.isReadOnly(target) then
    printError("Destination is read-only")
else
    fs.move(source, target)
end

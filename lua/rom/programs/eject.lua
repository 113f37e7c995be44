-- eject: throws out what is in a disk drive.

local drive = ...
if not drive then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <drive>")
elseif disk.isPresent(drive) then
    disk.eject(drive)
else
    print("Nothing in " .. drive .. " drive")
end

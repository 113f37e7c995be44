-- mkdir: makes directories.

if not ... then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <paths>")
    return
end

for _, name in ipairs { ... } do
    local path = shell.resolve(name)
    if fs.exists(path) and not fs.isDir(path) then
        printError(name .. ": Destination exists")
    elseif fs.isReadOnly(path) then
        printError(name .. ": Access denied")
    else
        fs.makeDir(path)
    end
end

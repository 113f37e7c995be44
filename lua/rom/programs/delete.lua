-- delete: deletes files and directories.

if not ... then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <paths>")
    return
end

local function delete(file)
    if fs.isReadOnly(file) then
        printError("Cannot delete read-only file /" .. file)
    elseif fs.isDriveRoot(file) then
        printError("Cannot delete mount /" .. file)
        if fs.isDir(file) then print("To delete its contents run rm /" .. fs.combine(file, "*")) end
    else
        local ok, problem = pcall(fs.delete, file)
        if not ok then printError((problem:gsub("^pcall: ", ""))) end
    end
end

for _, pattern in ipairs { ... } do
    local files = fs.find(shell.resolve(pattern))
    if #files == 0 then printError(pattern .. ": No matching files") end
    for _, file in ipairs(files) do delete(file) end
end

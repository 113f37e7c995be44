-- cc.internal.import: saves files that were dropped onto the computer.

local completion = require "cc.completion"

-- Whether the user agrees to files being replaced.
local function confirm(names)
    table.sort(names)
    printError("The following files will be overwritten:")
    textutils.pagedTabulate(colours.cyan, names)
    while true do
        io.write("Overwrite? (yes/no) ")
        local answer = read(nil, nil, function(text) return completion.choice(text, { "yes", "no" }) end)
        answer = answer and answer:lower()
        if answer == "" or answer == "yes" or answer == "y" then return true end
        if not answer or answer == "no" or answer == "n" then return false end
    end
end

local function save(file, path)
    local out, problem = fs.open(path, "wb")
    if not out then return nil, problem end

    local ok = true
    repeat
        local chunk = file.read(8192)
        if chunk then ok, problem = pcall(out.write, chunk) end
    until not chunk or not ok
    out.close()
    if not ok then
        return nil, "Failed to write file (" .. problem:gsub("^pcall: ", "") .. "). File may be corrupted"
    end
    return true
end

-- Returns true, nothing if the user declined, or nil and what went wrong.
return function(files)
    local taken = {}
    for _, file in ipairs(files) do
        local name = file.getName()
        local path = shell.resolve(name)
        if fs.isDir(path) then return nil, name .. " is already a directory." end
        if fs.exists(path) then taken[#taken + 1] = name end
    end
    if #taken > 0 and not confirm(taken) then return end

    for _, file in ipairs(files) do
        print("Transferring " .. file.getName())
        local ok, problem = save(file, shell.resolve(file.getName()))
        if not ok then return nil, problem end
    end
    return true
end

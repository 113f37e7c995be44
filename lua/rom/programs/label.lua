-- label: shows, sets or clears the label of this computer or of a disk.

local function print_usage()
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " get")
    print(name .. " get <drive>")
    print(name .. " set <text>")
    print(name .. " set <drive> <text>")
    print(name .. " clear")
    print(name .. " clear <drive>")
end

local function has_disk(drive)
    if peripheral.getType(drive) ~= "drive" then
        print("No disk drive named " .. drive)
        return false
    elseif not disk.hasData(drive) then
        print("No disk in " .. drive .. " drive")
        return false
    end
    return true
end

local function label_of(drive)
    if drive then return disk.getLabel(drive) end
    return (os.getComputerLabel())
end

local function get(drive)
    if drive and not has_disk(drive) then return end
    local what = drive and "Disk" or "Computer"
    local label = label_of(drive)
    print(label and what .. " label is \"" .. label .. "\"" or "No " .. what .. " label")
end

local function set(drive, text)
    if drive and not has_disk(drive) then return end
    if drive then disk.setLabel(drive, text) else os.setComputerLabel(text) end
    local what = drive and "Disk" or "Computer"
    local label = label_of(drive)
    print(what .. (label and " label set to \"" .. label .. "\"" or " label cleared"))
end

local command, a, b, excess = ...
if command == "get" and not b then
    get(a)
elseif command == "set" and a and not excess then
    if b then set(a, b) else set(nil, a) end
elseif command == "clear" and not b then
    set(a, nil)
else
    print_usage()
end

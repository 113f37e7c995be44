-- fs: the native file system with search and completion on top.

local checks = ... or dofile("/rom/modules/main/cc/expect.lua")
local expect, field = checks.expect, checks.field

local native = fs
local fs = _ENV
for name, value in pairs(native) do fs[name] = value end

-- What could follow path, whose directories are looked up from location.
function fs.complete(path, location, files, dirs)
    expect(1, path, "string")
    expect(2, location, "string")
    local hidden
    if type(files) == "table" then
        local options = files
        dirs = field(options, "include_dirs", "boolean", "nil")
        hidden = field(options, "include_hidden", "boolean", "nil")
        files = field(options, "include_files", "boolean", "nil")
    else
        expect(3, files, "boolean", "nil")
        expect(4, dirs, "boolean", "nil")
    end
    files, dirs, hidden = files ~= false, dirs ~= false, hidden ~= false

    local parent, name = path:match("^(.*[/\\])(.*)$")
    local dir = location
    if parent then
        dir = path:find("^[/\\]") and fs.combine(parent) or fs.combine(location, parent)
    else
        name = path
    end
    if not fs.isDir(dir) then return {} end

    local results = {}
    local function add(text) results[#results + 1] = text end

    if dirs and path == "" then add(".") end
    if dir ~= "" then
        if path == "" then
            add(dirs and ".." or "../")
        elseif path == "." then
            add(dirs and "." or "./")
        end
    end

    hidden = hidden or name:sub(1, 1) == "."
    for _, entry in ipairs(fs.list(dir)) do
        if entry:sub(1, #name) == name and (hidden or entry:sub(1, 1) ~= ".") then
            local rest = entry:sub(#name + 1)
            if fs.isDir(fs.combine(dir, entry)) then
                add(rest .. "/")
                if dirs and rest ~= "" then add(rest) end
            elseif files and rest ~= "" then
                add(rest)
            end
        end
    end
    return results
end

-- A Lua pattern for one path segment with * and ? in it.
local function segment_pattern(segment)
    local pattern = segment:gsub("%W", "%%%0"):gsub("%%%*", ".*"):gsub("%%%?", ".")
    return "^" .. pattern .. "$"
end

function fs.find(pattern)
    expect(1, pattern, "string")
    pattern = fs.combine(pattern)
    if pattern == ".." or pattern:sub(1, 3) == "../" then
        error("/" .. pattern .. ": Invalid Path", 2)
    end

    local found = { "" } -- the paths that match the segments so far
    for segment in pattern:gmatch("[^/]+") do
        local deeper = {}
        if segment:find("[*?]") then
            local wanted = segment_pattern(segment)
            for _, dir in ipairs(found) do
                if fs.isDir(dir) then
                    for _, entry in ipairs(fs.list(dir)) do
                        if entry:find(wanted) then deeper[#deeper + 1] = fs.combine(dir, entry) end
                    end
                end
            end
        else
            for i, dir in ipairs(found) do deeper[i] = fs.combine(dir, segment) end
        end
        found = deeper
    end

    local existing = {}
    for _, path in ipairs(found) do
        if fs.exists(path) then existing[#existing + 1] = path end
    end
    return existing
end

function fs.isDriveRoot(path)
    expect(1, path, "string")
    local dir = fs.getDir(path)
    return dir == ".." or fs.getDrive(path) ~= fs.getDrive(dir)
end

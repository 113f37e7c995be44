-- drive: tells which drive a path is on and how much room it has left.

local place = ...
local path = place and shell.resolve(place) or shell.dir()
if not fs.exists(path) then
    print("No such path")
    return
end

local free = fs.getFreeSpace(path)
if type(free) == "number" then
    if free >= 1000000 then
        free = math.floor(free / 100000) / 10 .. "MB"
    elseif free >= 1000 then
        free = math.floor(free / 100) / 10 .. "KB"
    else
        free = free .. "B"
    end
end
print(fs.getDrive(path) .. " (" .. free .. " remaining)")

-- list: lists a directory, its directories first.

local place = ...
local dir = place and shell.resolve(place) or shell.dir()
if not fs.isDir(dir) then
    printError("Not a directory")
    return
end

local show_hidden = settings.get("list.show_hidden")
local dirs, files = {}, {}
for _, name in ipairs(fs.list(dir)) do
    if show_hidden or name:sub(1, 1) ~= "." then
        local list = fs.isDir(fs.combine(dir, name)) and dirs or files
        list[#list + 1] = name
    end
end
table.sort(dirs)
table.sort(files)
textutils.pagedTabulate(term.isColour() and colours.green or colours.lightGrey, dirs, colours.white, files)

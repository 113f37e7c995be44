-- copperUtility: small helpers for texts and lists, as Copper OS has them.

local copperUtility = {}

-- The parts of a text between any of the characters of sep (a set as in patterns;
-- white space by default). Empty parts are left out.
function copperUtility.splitString(text, sep)
    local parts = {}
    for part in text:gmatch("[^" .. (sep or "%s") .. "]+") do parts[#parts + 1] = part end
    return parts
end

-- The text without white space around it.
function copperUtility.trimString(text)
    return text:match("^%s*(.-)%s*$")
end

-- The text cut into pieces of size characters; the last may be shorter.
function copperUtility.splitByChunk(text, size)
    local pieces = {}
    for from = 1, #text, size do pieces[#pieces + 1] = text:sub(from, from + size - 1) end
    return pieces
end

-- Appends the items of the second list to the first, and returns that.
function copperUtility.concatTables(into, from)
    for i = 1, #from do into[#into + 1] = from[i] end
    return into
end

-- A queue with two ends. Its items are at the keys first to last.
local List = { first = 0, last = -1 }
List.__index = List
copperUtility.List = List

function List:new()
    return setmetatable({ first = 0, last = -1 }, List)
end

function List:pushLeft(value)
    self.first = self.first - 1
    self[self.first] = value
end

function List:pushRight(value)
    self.last = self.last + 1
    self[self.last] = value
end

local function pop(list, at)
    if list.first > list.last then error("list is empty", 3) end
    local value = list[at]
    list[at] = nil
    return value
end

function List:popLeft()
    local value = pop(self, self.first)
    self.first = self.first + 1
    return value
end

function List:popRight()
    local value = pop(self, self.last)
    self.last = self.last - 1
    return value
end

return copperUtility

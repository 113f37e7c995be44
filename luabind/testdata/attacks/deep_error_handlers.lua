-- Errors in message handlers, and in theirs.
-- quick
-- expect: done
print(xpcall(error, error))
print(xpcall(error, function() error("again") end))
local function h(m) return xpcall(error, h) end
print(xpcall(error, h))
local function deep() return xpcall(deep, deep) end
print((pcall(deep)))
print(xpcall(function() local function f() return 1 + f() end return f() end, function(m) local function f() return 1 + f() end return f() end))
print((pcall(error, setmetatable({}, { __tostring = function() error("in tostring") end }))))
print(pcall(tostring, setmetatable({}, { __tostring = function() error("in tostring") end })))
print("done")
error(setmetatable({}, { __tostring = function() error("in tostring") end }))

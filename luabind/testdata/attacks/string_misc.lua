-- byte, char, select and unpack of as much as can be.
-- quick
-- expect: done
local s = ("x"):rep(1e6)
print(pcall(function() return select("#", s:byte(1, -1)) end))
print(pcall(function() return select("#", table.unpack({}, 1, 1e8)) end))
print(pcall(function() return select("#", table.unpack({}, -2^31, 2^31)) end))
print(pcall(function() return select("#", table.unpack({}, 1, 1e6)) end))
print(pcall(string.char, table.unpack({}, 1, 1e5)))
print(pcall(select, -2^31, 1), pcall(select, 2^53, 1), pcall(select, 0/0))
print(pcall(string.dump, print), pcall(string.dump, function() end))
print(#s:reverse():upper():lower())
print("done")

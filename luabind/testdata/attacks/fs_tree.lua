-- Directories as deep as can be, then listed, searched and deleted.
-- expect: done
local path = ""
print(pcall(function() for i = 1, 2000 do path = path .. "d/" fs.makeDir(path) end end))
print(pcall(fs.find, ("*/"):rep(20)))
print(pcall(fs.find, ("*"):rep(1000)))
print(pcall(fs.copy, "d", "e"))
print(pcall(fs.delete, "d"))
print("done")

-- Copies and moves of directories into themselves.
-- quick
-- expect: done
fs.makeDir("a/b")
local f = fs.open("a/x", "w") f.write(("x"):rep(1000)) f.close()
print(pcall(fs.copy, "a", "a/b/c"), pcall(fs.move, "a", "a/b/c"), pcall(fs.copy, "a", "a"), pcall(fs.move, "a", "a"))
print(pcall(fs.copy, "/", "a/all"), pcall(fs.copy, "", "z"), pcall(fs.move, "", "z"), pcall(fs.delete, ""), pcall(fs.delete, "rom"))
for i = 1, 40 do pcall(fs.copy, "a", "b" .. i) pcall(fs.copy, "b" .. i, "a/" .. i) end
print(fs.exists("a/x"))
print("done")

-- Paths of a million parts.
-- expect: (done|Too long without yielding)
local long = ("a/"):rep(1e6)
for i = 1, 100 do fs.combine(long, long) pcall(fs.exists, long) fs.getName(long) fs.getDir(long) end
print("done")

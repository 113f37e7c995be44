-- Opens a file with a name of 16 MB, again and again.
-- expect: Too long without yielding
local name = ("a"):rep(2 ^ 24)
while true do pcall(fs.open, name, "r") end

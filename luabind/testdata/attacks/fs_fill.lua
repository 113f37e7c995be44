-- Fills the disk with one file, and with many.
-- expect: Out of space
-- expect: done
local f = fs.open("big", "w")
print(pcall(function() while true do f.write(("x"):rep(1e5)) end end))
pcall(f.close)
fs.delete("big")
local n = 0
print(pcall(function() while true do n = n + 1 local f = assert(fs.open("d/" .. n, "w")) f.write("x") f.close() end end))
print(fs.getFreeSpace("/") >= 0)
print(pcall(function() while true do n = n + 1 fs.makeDir("e/" .. n) end end))
print("done")

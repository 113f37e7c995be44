-- Looks at the disk without end.
-- expect: Too long without yielding
while true do pcall(fs.list, "rom/programs") pcall(fs.exists, "attack.lua") pcall(fs.attributes, "attack.lua") pcall(fs.isDir, "up") end

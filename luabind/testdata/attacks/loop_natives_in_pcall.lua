-- A loop of native functions alone.
-- expect: Too long without yielding
while true do pcall(pcall, pcall, pcall, string.rep, "x", -1) end

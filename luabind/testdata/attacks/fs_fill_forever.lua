-- Writes, truncates and deletes large files in every tick.
-- expect: limit of 20s
local s = ("x"):rep(9e5)
while true do
	local f = fs.open("f", "w")
	if f then pcall(f.write, s) pcall(f.close) end
	pcall(fs.delete, "f")
	sleep(0)
end

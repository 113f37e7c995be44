-- Reboots as soon as it runs, for ever, as its own startup file.
-- expect: limit of 20s
local f = fs.open("startup.lua", "w") f.write("while true do os.reboot() end") f.close()
while true do os.reboot() end

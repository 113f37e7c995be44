-- Finds the monitor and the drive by name, shows and writes a note, and tells
-- the reader.
local monitor = peripheral.find("monitor")
local name = peripheral.getName(monitor)
local w, h = monitor.getSize()
print(("%s is %dx%d"):format(name, w, h))
monitor.setCursorPos(1, 1)
monitor.write("note written")

local path = disk.getMountPath("drive_0")
local file = fs.open(fs.combine(path, "note.txt"), "w")
file.write("hello, disk!")
file.close()
print("wrote " .. fs.combine(path, "note.txt"))

local modem = peripheral.wrap("back")
modem.open(2)
sleep(1)
modem.transmit(1, 2, "drive_0")
local _, _, _, _, answer = os.pullEvent("modem_message")
print("reader answered: " .. answer .. " bytes")

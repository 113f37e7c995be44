-- Waits for the name of a drive, reads the note there and answers with its size.
local modem = peripheral.wrap("back")
modem.open(1)
local _, _, _, reply, drive = os.pullEvent("modem_message")
local path = fs.combine(disk.getMountPath(drive), "note.txt")
local file = fs.open(path, "r")
print("read: " .. file.readAll())
file.close()
modem.transmit(reply, 1, fs.getSize(path))

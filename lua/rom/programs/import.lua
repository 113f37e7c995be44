-- import: waits for files to be dropped onto the computer and saves them.

local import = require "cc.internal.import"

print("Drop files to transfer them to this computer")

local event, a
repeat
    event, a = os.pullEvent()
    if event == "key" and a == keys.q then return end
until event == "file_transfer"

local files = a.getFiles()
if #files == 0 then
    printError("No files to transfer")
    return
end
local ok, problem = import(files)
if not ok and problem then printError(problem) end

-- id: shows the ID and label of this computer, or of what is in a drive.

local drive = ...
if not drive then
    print("This is computer #" .. os.getComputerID())
    local label = os.getComputerLabel()
    if label then print("This computer is labelled \"" .. label .. "\"") end
    return
end

if disk.hasAudio(drive) then
    local title = disk.getAudioTitle(drive)
    print(title and "Has audio track \"" .. title .. "\"" or "Has untitled audio")
elseif not disk.hasData(drive) then
    print("No disk in drive " .. drive)
else
    local id = disk.getID(drive)
    print(id and "The disk is #" .. id or "Non-disk data source")
    local label = disk.getLabel(drive)
    if label then print("Labelled \"" .. label .. "\"") end
end

-- disk: what is in a disk drive; harmless on anything that is not one.

local disk = _ENV

-- Defines disk[name] as a call of the drive's method, answering absent elsewhere.
local function define(name, method, absent)
    disk[name] = function(drive, ...)
        if type(drive) ~= "string" then
            error("bad argument #1 (string expected, got " .. type(drive) .. ")", 2)
        end
        if peripheral.getType(drive) == "drive" then return peripheral.call(drive, method, ...) end
        return absent
    end
end

define("isPresent", "isDiskPresent", false)
define("getLabel", "getDiskLabel")
define("setLabel", "setDiskLabel")
define("hasData", "hasData", false)
define("getMountPath", "getMountPath")
define("hasAudio", "hasAudio", false)
define("getAudioTitle", "getAudioTitle")
define("playAudio", "playAudio")
define("stopAudio", "stopAudio")
define("eject", "ejectDisk")
define("getID", "getDiskID")

local stop_one = disk.stopAudio
function disk.stopAudio(drive)
    if drive then return stop_one(drive) end
    for _, name in ipairs(peripheral.getNames()) do stop_one(name) end
end

-- dj: plays the music disc in a drive.

local command, drive, excess = ...

local function has_music(name)
    return disk.isPresent(name) and disk.hasAudio(name)
end

local function play()
    if not drive then
        local drives = {}
        for _, name in ipairs(peripheral.getNames()) do
            if has_music(name) then drives[#drives + 1] = name end
        end
        if #drives == 0 then
            print("No Music Discs in attached disk drives")
            return
        end
        drive = drives[math.random(1, #drives)]
    end
    if has_music(drive) then
        print("Playing " .. disk.getAudioTitle(drive))
        disk.playAudio(drive)
    else
        print("No Music Disc in disk drive: " .. drive)
    end
end

if not excess and (command == nil or command == "play") then
    play()
elseif not excess and command == "stop" then
    disk.stopAudio()
else
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " play")
    print(name .. " play <drive>")
    print(name .. " stop")
end

-- gps: finds this computer's position, or tells others where they are.

local function print_usage()
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " host")
    print(name .. " host <x> <y> <z>")
    print(name .. " locate")
end

local function wireless_side()
    for _, side in ipairs(rs.getSides()) do
        if peripheral.getType(side) == "modem" and peripheral.call(side, "isWireless") then return side end
    end
end

local function host(x, y, z)
    if pocket then
        print("GPS Hosts must be stationary")
        return
    end
    local side = wireless_side()
    if not side then
        print("No wireless modems found. 1 required.")
        return
    end

    if z then
        x, y, z = tonumber(x), tonumber(y), tonumber(z)
        if not (x and y and z) then return print_usage() end
        print("Position is " .. x .. "," .. y .. "," .. z)
    else
        x, y, z = gps.locate(2, true)
        if not x then
            print("Run \"gps host <x> <y> <z>\" to set position manually")
            return
        end
    end

    local modem = peripheral.wrap(side)
    print("Opening channel on modem " .. side)
    modem.open(gps.CHANNEL_GPS)

    local served = 0
    while true do
        local _, from, channel, reply, message, distance = os.pullEvent("modem_message")
        if from == side and channel == gps.CHANNEL_GPS and message == "PING" and distance then
            modem.transmit(reply, gps.CHANNEL_GPS, { x, y, z })
            served = served + 1
            if served > 1 then
                local _, row = term.getCursorPos()
                term.setCursorPos(1, row - 1)
            end
            print(served .. " GPS requests served")
        end
    end
end

local command = ...
if command == "locate" then
    gps.locate(2, true)
elseif command == "host" then
    host(select(2, ...))
else
    print_usage()
end

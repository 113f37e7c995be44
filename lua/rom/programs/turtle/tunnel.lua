-- tunnel: digs a tunnel three blocks wide and two high.

if not turtle then
    printError("Requires a Turtle")
    return
end

local length = tonumber((...))
if not length then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <length>")
    return
elseif length < 1 then
    print("Tunnel length must be positive")
    return
end

local mined = 0

-- Digs until nothing falls into the gap any more.
local function clear(detect, dig)
    while detect() do
        if not dig() then return false end
        mined = mined + 1
        if mined % 25 == 0 then print("Mined " .. mined .. " items.") end
        sleep(0.5)
    end
    return true
end

local function burn_something()
    for slot = 1, 16 do
        if turtle.getItemCount(slot) > 0 then
            turtle.select(slot)
            if turtle.refuel(1) then
                turtle.select(1)
                return true
            end
        end
    end
    turtle.select(1)
    return false
end

local function ensure_fuel()
    local level = turtle.getFuelLevel()
    if level == "unlimited" or level > 0 or burn_something() then return end
    print("Add more fuel to continue.")
    repeat os.pullEvent("turtle_inventory") until burn_something()
    print("Resuming Tunnel.")
end

local function move(go, detect, dig, attack)
    ensure_fuel()
    while not go() do
        if detect() then
            if not clear(detect, dig) then return false end
        elseif attack() then
            mined = mined + 1
        else
            sleep(0.5)
        end
    end
    return true
end

local function dig_ahead()
    return clear(turtle.detect, turtle.dig)
end

print("Tunnelling...")
for step = 1, length do
    turtle.placeDown()
    clear(turtle.detectUp, turtle.digUp)
    turtle.turnLeft()
    dig_ahead()
    move(turtle.up, turtle.detectUp, turtle.digUp, turtle.attackUp)
    dig_ahead()
    turtle.turnRight()
    turtle.turnRight()
    dig_ahead()
    move(turtle.down, turtle.detectDown, turtle.digDown, turtle.attackDown)
    dig_ahead()
    turtle.turnLeft()

    if step < length then
        dig_ahead()
        if not move(turtle.forward, turtle.detect, turtle.dig, turtle.attack) then
            print("Aborting Tunnel.")
            break
        end
    end
end
print("Tunnel complete.")
print("Mined " .. mined .. " items total.")

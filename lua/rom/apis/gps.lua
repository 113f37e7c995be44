-- gps: finds this computer's position from hosts that know theirs.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local gps = _ENV
local CHANNEL = 65534
gps.CHANNEL_GPS = CHANNEL

-- A fix is a host's position and the distance to it.

-- The one or two points that lie at the right distances from three fixes; nothing
-- if the hosts are so nearly in line that the answer would mean little.
local function trilaterate(a, b, c)
    local ab, ac = b.position - a.position, c.position - a.position
    local along = ab:normalize()
    if math.abs(along:dot(ac:normalize())) > 0.999 then return end

    -- A frame with a at its origin, b on the x axis and c in the x-y plane.
    local bx = ab:length()
    local cx = along:dot(ac)
    local across = (ac - along * cx):normalize()
    local cy = across:dot(ac)
    local up = along:cross(across)

    local ra, rb, rc = a.distance, b.distance, c.distance
    local x = (ra * ra - rb * rb + bx * bx) / (2 * bx)
    local y = (ra * ra - rc * rc - x * x + (x - cx) * (x - cx) + cy * cy) / (2 * cy)
    local foot = a.position + along * x + across * y

    local height_squared = ra * ra - x * x - y * y
    if height_squared <= 0 then return foot:round(0.01) end
    local offset = up * math.sqrt(height_squared)
    local above, below = (foot + offset):round(0.01), (foot - offset):round(0.01)
    if above:equals(below) then return above end
    return above, below
end

-- Keeps the candidate that a further fix agrees with, or both if it cannot tell.
local function narrow(p, q, fix)
    local p_error = math.abs((p - fix.position):length() - fix.distance)
    local q_error = math.abs((q - fix.position):length() - fix.distance)
    if math.abs(p_error - q_error) < 0.01 then return p, q end
    return (p_error < q_error and p or q):round(0.01)
end

local function wireless_side()
    for _, side in ipairs(rs.getSides()) do
        if peripheral.getType(side) == "modem" and peripheral.call(side, "isWireless") then return side end
    end
end

function gps.locate(timeout, debug)
    expect(1, timeout, "number", "nil")
    expect(2, debug, "boolean", "nil")
    if commands then return commands.getBlockPosition() end

    local function say(...)
        if debug then print(table.concat({ ... })) end
    end

    local side = wireless_side()
    if not side then
        say("No wireless modem attached")
        return nil
    end
    say("Finding position...")

    local modem = peripheral.wrap(side)
    local opened = not modem.isOpen(CHANNEL)
    if opened then modem.open(CHANNEL) end
    modem.transmit(CHANNEL, CHANNEL, "PING")

    local fixes = {}
    local here, other -- the candidates; sure when there is one only
    local function add(fix)
        if fix.distance == 0 then
            here, other = fix.position, nil
            return
        end

        local slot = math.min(3, #fixes + 1)
        for i, known in ipairs(fixes) do
            if (known.position - fix.position):length() < 1 then
                slot = i
                break
            end
        end
        fixes[slot] = fix

        if #fixes >= 3 then
            if here then
                here, other = narrow(here, other, fixes[3])
            else
                here, other = trilaterate(fixes[1], fixes[2], fixes[3])
            end
        end
    end

    local timer = os.startTimer(timeout or 2)
    repeat
        local event, from, channel, reply, message, distance = os.pullEvent()
        if event == "modem_message" and from == side and channel == CHANNEL and reply == CHANNEL and distance
            and type(message) == "table" and #message == 3
            and tonumber(message[1]) and tonumber(message[2]) and tonumber(message[3])
        then
            local position = vector.new(message[1], message[2], message[3])
            say(distance, " metres from ", tostring(position))
            add { position = position, distance = distance }
        end
    until here and not other or event == "timer" and from == timer

    if opened then modem.close(CHANNEL) end

    if not here then
        say("Could not determine position")
        return nil
    elseif other then
        say("Ambiguous position")
        say("Could be ", tostring(here), " or ", tostring(other))
        return nil
    end
    say("Position is ", tostring(here))
    return here.x, here.y, here.z
end

-- worm: a game. Eat the fruit, avoid yourself.

local width, height = term.getSize()
local coloured = term.isColour()
local heading = coloured and colours.yellow or colours.white
local worm_colour = coloured and colours.green or colours.white
local fruit_colour = coloured and colours.red or colours.lightGrey

local levels = { { "EASY", 0.2 }, { "MEDIUM", 0.1 }, { "HARD", 0.05 } }

local function centre(y, text, ink)
    term.setTextColour(ink)
    term.setCursorPos(math.floor((width - #text) / 2) + 1, y)
    term.write(text)
end

local function choose_level()
    local level = 2
    local top = math.floor(height / 2) - 1
    while true do
        term.clear()
        centre(top - 1, "SELECT DIFFICULTY", heading)
        for i, entry in ipairs(levels) do
            local name = i == level and "[ " .. entry[1] .. " ]" or entry[1]
            centre(top + i, name, colours.white)
        end
        local _, key = os.pullEvent("key")
        if key == keys.up or key == keys.w then
            level = math.max(1, level - 1)
        elseif key == keys.down or key == keys.s then
            level = math.min(#levels, level + 1)
        elseif key == keys.enter or key == keys.numPadEnter then
            return level
        end
    end
end

local function paint(place, colour)
    term.setBackgroundColour(colour)
    term.setCursorPos(place.x, place.y)
    term.write(" ")
    term.setBackgroundColour(colours.black)
end

local function index(x, y)
    return y * width + x
end

local headings = {
    [keys.up] = { 0, -1 }, [keys.w] = { 0, -1 },
    [keys.down] = { 0, 1 }, [keys.s] = { 0, 1 },
    [keys.left] = { -1, 0 }, [keys.a] = { -1, 0 },
    [keys.right] = { 1, 0 }, [keys.d] = { 1, 0 },
}

local function play(level)
    local score, interval = 0, levels[level][2]
    local body, taken = {}, {} -- places from tail to head, and what lies where
    local growing = 6
    local dx, dy = 1, 0
    local head = { x = math.floor(width / 2), y = math.floor(height / 2) }

    local function show_score()
        term.setCursorPos(1, 1)
        term.clearLine()
        term.setTextColour(heading)
        term.write("SCORE " .. score)
        term.setCursorPos(width - #levels[level][1] + 1, 1)
        term.write(levels[level][1])
    end

    local function drop_fruit()
        local x, y
        repeat
            x, y = math.random(1, width), math.random(2, height)
        until not taken[index(x, y)]
        taken[index(x, y)] = "fruit"
        paint({ x = x, y = y }, fruit_colour)
    end

    local function occupy(place)
        body[#body + 1] = place
        taken[index(place.x, place.y)] = "worm"
        paint(place, worm_colour)
    end

    -- One step; false when the worm has bitten itself.
    local function step()
        if growing > 0 then
            growing = growing - 1
        else
            local tail = table.remove(body, 1)
            taken[index(tail.x, tail.y)] = nil
            paint(tail, colours.black)
        end
        -- The edges of the field lead to the other side.
        head = { x = (head.x + dx - 1) % width + 1, y = (head.y + dy - 2) % (height - 1) + 2 }
        local there = taken[index(head.x, head.y)]
        if there == "worm" then return false end
        occupy(head)
        if there == "fruit" then
            score, growing = score + 10, growing + 1
            drop_fruit()
            show_score()
        end
        return true
    end

    term.clear()
    show_score()
    occupy(head)
    drop_fruit()
    drop_fruit()
    local next_dx, next_dy = dx, dy
    local timer = os.startTimer(interval)
    while true do
        local event, a = os.pullEvent()
        if event == "timer" and a == timer then
            dx, dy = next_dx, next_dy
            if not step() then return score end
            timer = os.startTimer(interval)
        elseif event == "key" and headings[a] then
            local new = headings[a]
            if new[1] ~= -dx or new[2] ~= -dy then next_dx, next_dy = new[1], new[2] end
        end
    end
end

local score = play(choose_level())
local middle = math.floor(height / 2)
centre(middle - 1, " G A M E   O V E R ", heading)
centre(middle, " FINAL SCORE " .. score .. " ", colours.white)
sleep(1)
centre(middle + 2, " PRESS ANY KEY ", colours.white)
os.pullEvent("key")
require "cc.internal.event".discard_char()
term.clear()
term.setCursorPos(1, 1)

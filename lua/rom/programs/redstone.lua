-- redstone: reads and drives the redstone signals at this computer's sides.

local function print_usage()
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " probe")
    print(name .. " set <side> <value>")
    print(name .. " set <side> <color> <value>")
    print(name .. " pulse <side> <count> <period>")
end

local function probe()
    print("Redstone inputs: ")
    local on, bundled = {}, {}
    for _, side in ipairs(redstone.getSides()) do
        if redstone.getInput(side) then on[#on + 1] = side end
        if redstone.getBundledInput(side) > 0 then bundled[#bundled + 1] = side end
    end
    print(#on > 0 and table.concat(on, ", ") .. "." or "None.")

    if #bundled == 0 then return end
    print()
    print("Bundled inputs:")
    local names = {}
    for name, colour in pairs(colors) do
        if type(colour) == "number" then names[#names + 1] = name end
    end
    table.sort(names, function(a, b) return colors[a] < colors[b] end)
    for _, side in ipairs(bundled) do
        local input = redstone.getBundledInput(side)
        write(side .. ": ")
        local separator = ""
        for _, name in ipairs(names) do
            if colors.test(input, colors[name]) then
                write(separator)
                if term.isColour() then term.setTextColour(colors[name]) end
                write(name)
                if term.isColour() then term.setTextColour(colors.white) end
                separator = ", "
            end
        end
        print(".")
    end
end

local function pulse(side, count, period)
    local half = (tonumber(period) or 0.5) / 2
    for _ = 1, tonumber(count) or 1 do
        redstone.setOutput(side, true)
        sleep(half)
        redstone.setOutput(side, false)
        sleep(half)
    end
end

local function set_bundled(side, name, value)
    local colour = colors[name] or colours[name]
    if type(colour) ~= "number" then
        printError("No such color")
        return
    end
    local output = redstone.getBundledOutput(side)
    if value == "true" then
        redstone.setBundledOutput(side, colors.combine(output, colour))
    elseif value == "false" then
        redstone.setBundledOutput(side, colors.subtract(output, colour))
    else
        print("Value must be boolean")
    end
end

local function set(side, value)
    local strength = tonumber(value)
    if value == "true" or value == "false" then
        redstone.setOutput(side, value == "true")
    elseif strength and strength >= 0 and strength <= 15 then
        redstone.setAnalogOutput(side, strength)
    else
        print("Value must be boolean or 0-15")
    end
end

local command, side, a, b = ...
if command == "probe" then
    probe()
elseif command == "pulse" and side then
    pulse(side, a, b)
elseif command == "set" and side then
    if b then set_bundled(side, a, b) else set(side, a) end
else
    print_usage()
end

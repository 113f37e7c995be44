-- clear: empties the screen, or gives the colours back their own looks.

local function clear_screen()
    term.clear()
    term.setCursorPos(1, 1)
end

local function reset_palette()
    for i = 0, 15 do
        local colour = 2 ^ i
        term.setPaletteColour(colour, term.nativePaletteColour(colour))
    end
end

local what = ... or "screen"
if what == "screen" then
    clear_screen()
elseif what == "palette" then
    reset_palette()
elseif what == "all" then
    clear_screen()
    reset_palette()
else
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name)
    print(name .. " screen")
    print(name .. " palette")
    print(name .. " all")
end

-- colors: the sixteen colours as bits, sets of them, and RGB values.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local band, bor, bnot, rshift = bit32.band, bit32.bor, bit32.bnot, bit32.rshift

local colors = _ENV

local names = {
    "white", "orange", "magenta", "lightBlue", "yellow", "lime", "pink", "gray",
    "lightGray", "cyan", "purple", "blue", "brown", "green", "red", "black",
}
local digits = {} -- blit digit of each colour
for i = 1, 16 do
    local colour = 2 ^ (i - 1)
    colors[names[i]] = colour
    digits[colour] = ("0123456789abcdef"):sub(i, i)
end

function colors.combine(...)
    local set = 0
    for i = 1, select("#", ...) do
        local colour = select(i, ...)
        expect(i, colour, "number")
        set = bor(set, colour)
    end
    return set
end

function colors.subtract(set, ...)
    expect(1, set, "number")
    for i = 1, select("#", ...) do
        local colour = select(i, ...)
        expect(i + 1, colour, "number")
        set = band(set, bnot(colour))
    end
    return set
end

function colors.test(set, colour)
    expect(1, set, "number")
    expect(2, colour, "number")
    return band(set, colour) == colour
end

local function pack(r, g, b)
    return band(r * 255, 0xFF) * 0x10000 + band(g * 255, 0xFF) * 0x100 + band(b * 255, 0xFF)
end

local function unpack(rgb)
    return band(rshift(rgb, 16), 0xFF) / 255, band(rshift(rgb, 8), 0xFF) / 255, band(rgb, 0xFF) / 255
end

function colors.packRGB(r, g, b)
    expect(1, r, "number")
    expect(2, g, "number")
    expect(3, b, "number")
    return pack(r, g, b)
end

function colors.unpackRGB(rgb)
    expect(1, rgb, "number")
    return unpack(rgb)
end

function colors.rgb8(r, g, b)
    expect(1, r, "number")
    if g == nil and b == nil then return unpack(r) end
    expect(2, g, "number")
    expect(3, b, "number")
    return pack(r, g, b)
end

function colors.toBlit(colour)
    expect(1, colour, "number")
    local digit = digits[colour]
    if digit then return digit end
    if colour < 0 or colour > 0xFFFF then error("Colour out of range", 2) end
    return ("%x"):format(math.floor(math.log(colour, 2))) -- the highest bit counts
end

function colors.fromBlit(digit)
    expect(1, digit, "string")
    local value = #digit == 1 and tonumber(digit, 16)
    return value and 2 ^ value or nil
end

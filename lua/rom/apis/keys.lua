-- keys: names of key codes, both ways.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local keys = _ENV
local names = {}

local function define(first, ...)
    for i = 1, select("#", ...) do
        local name = select(i, ...)
        names[first + i - 1] = name
        keys[name] = first + i - 1
    end
end

define(32, "space")
define(39, "apostrophe")
define(44, "comma", "minus", "period", "slash")
define(48, "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
define(59, "semicolon")
define(61, "equals")
for code = 65, 90 do define(code, string.char(code + 32)) end
define(91, "leftBracket", "backslash", "rightBracket")
define(96, "grave")
define(257, "enter", "tab", "backspace", "insert", "delete", "right", "left", "down", "up")
define(266, "pageUp", "pageDown", "home", "end")
define(280, "capsLock", "scrollLock", "numLock", "printScreen", "pause")
for n = 1, 25 do define(289 + n, "f" .. n) end
for n = 0, 9 do define(320 + n, "numPad" .. n) end
define(330, "numPadDecimal", "numPadDivide", "numPadMultiply", "numPadSubtract", "numPadAdd")
define(335, "numPadEnter", "numPadEqual")
define(340, "leftShift", "leftCtrl", "leftAlt", "leftSuper", "rightShift", "rightCtrl", "rightAlt")
define(348, "menu")

-- Other spellings that programs use.
keys["return"] = keys.enter
keys.scollLock = keys.scrollLock

function keys.getName(code)
    expect(1, code, "number")
    return names[code]
end

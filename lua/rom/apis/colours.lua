-- colours: the colors API in British spelling.

local colours = _ENV
for name, value in pairs(colors) do colours[name] = value end
colours.grey, colours.gray = colors.gray, nil
colours.lightGrey, colours.lightGray = colors.lightGray, nil

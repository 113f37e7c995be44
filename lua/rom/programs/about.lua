-- about: tells what this computer runs on.

term.setTextColour(colours.yellow)
print(os.version() .. " on " .. _HOST)
term.setTextColour(colours.white)

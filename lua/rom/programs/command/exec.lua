-- exec: runs one of the game's commands.

if not commands then
    printError("Requires a Command Computer.")
    return
end

local words = { ... }
if #words == 0 then
    printError("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <command>")
    return
end
words[1] = words[1]:lower()

local ok, output = commands.exec(table.concat(words, " "))
if ok then
    if term.isColour() then term.setTextColour(colours.green) end
    print("Success")
    term.setTextColour(colours.white)
else
    printError("Failed")
end
for _, line in ipairs(output) do print(line) end

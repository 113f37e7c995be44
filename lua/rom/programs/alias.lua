-- alias: lists, sets or removes the shell's aliases.

local alias, program, excess = ...
if excess then
    print("Usage: " .. (arg[0] or fs.getName(shell.getRunningProgram())) .. " <alias> <program>")
elseif program then
    shell.setAlias(alias, program)
elseif alias then
    shell.clearAlias(alias)
else
    local list = {}
    for name, command in pairs(shell.aliases()) do list[#list + 1] = name .. ":" .. command end
    table.sort(list)
    textutils.pagedTabulate(list)
end

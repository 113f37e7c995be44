-- fg: opens a tab and goes to it.

if not shell.openTab then
    printError("Requires multishell")
    return
end
local tab = shell.openTab(... and table.concat({ ... }, " ") or "shell")
if tab then shell.switchTab(tab) end

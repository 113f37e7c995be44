-- bg: opens a tab in the background.

if not shell.openTab then
    printError("Requires multishell")
    return
end
shell.openTab(... and table.concat({ ... }, " ") or "shell")

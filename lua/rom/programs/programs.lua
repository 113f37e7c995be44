-- programs: lists the programs on the shell's path; all includes hidden ones.

textutils.pagedTabulate(shell.programs(... == "all"))

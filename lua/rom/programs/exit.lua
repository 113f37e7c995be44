-- exit: ends the shell it is run from.

shell.exit()

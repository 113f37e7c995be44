-- Escape sequences printed, written, in labels, in errors and as names of files.
-- quick
-- expect: done
local evil = "\27[2J\27]0;owned\7\27]52;c;eA==\7\r\n\8\127\155\157\0\x9b2J"
print(evil) term.write(evil) term.blit(evil, ("0"):rep(#evil), ("f"):rep(#evil)) write(evil) printError(evil)
os.setComputerLabel(evil)
print(os.getComputerLabel())
pcall(fs.open, evil, "w")
peripheral.call("back", "transmit", 1, 1, evil)
os.queueEvent(evil, evil)
print(pcall(load, evil, evil), load("x", evil), load("error(...)", "@" .. evil))
print("done")
error(evil, 0)

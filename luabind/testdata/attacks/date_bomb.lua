-- Dates with formats that are none and times that are far.
-- quick
-- expect: done
print((pcall(os.date, ("%c"):rep(1e5)))) print(pcall(os.date, "%"), pcall(os.date, "%!"), pcall(os.date, "*t", 1e300), pcall(os.date, "*t", 0/0))
print(pcall(os.date, "%c", 2^53), pcall(os.date, "!%c", -2^53), pcall(os.time, { year = 1e300, month = 1, day = 1 }), pcall(os.time, { year = 2000, month = 1e9, day = -1e9 }))
print(pcall(os.epoch, "x"), pcall(os.day, {}), pcall(os.time, ("x"):rep(1e6)))
print("done")

-- Timers and alarms by the million, and of lengths that are none.
-- expect: false
-- expect: done
print(pcall(os.startTimer, 0/0), pcall(os.startTimer, 1/0), pcall(os.startTimer, -1/0))
print(pcall(os.startTimer, -5), pcall(os.startTimer, 1e300), pcall(os.startTimer, 2^53), pcall(os.startTimer, "x"))
print(pcall(os.setAlarm, 0/0), pcall(os.setAlarm, 24), pcall(os.setAlarm, -1), pcall(os.setAlarm, 1e300))
print(pcall(os.cancelTimer, 2^53), pcall(os.cancelTimer, -1), pcall(os.cancelTimer, 0/0))
for i = 1, 1e6 do os.startTimer(i % 7 * 0.05) end
for i = 1, 1e5 do os.setAlarm(i % 24) end
for i = 1, 1e6 do os.cancelTimer(os.startTimer(1)) end
print("done")

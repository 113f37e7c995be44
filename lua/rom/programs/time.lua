-- time: tells the time of day in the world.

print("The time is " .. textutils.formatTime(os.time(), false) .. " on Day " .. os.day())

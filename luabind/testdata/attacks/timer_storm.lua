-- Starts ten timers for each that fires.
-- expect: limit of 20s
os.startTimer(0)
while true do
	os.pullEvent("timer")
	for i = 1, 10 do os.startTimer(0) end
end

-- Labels, programs' ends and reports that never stop.
-- expect: (limit of 20s|exit 0)
while true do
	for i = 1, 1000 do os.setComputerLabel(("\27[2J"):rep(1000) .. i) end
	os.queueEvent("x") os.pullEvent("x")
end

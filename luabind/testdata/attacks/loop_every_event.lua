-- Uses all that an event may take, event after event in the same tick.
-- expect: limit of 20s
while true do
	for i = 1, 2e7 do local x = i * i end
	os.queueEvent("x")
	os.pullEvent("x")
end

-- Queues two events for each that comes.
-- expect: limit of 20s
os.queueEvent("x")
while true do
	os.pullEvent("x")
	os.queueEvent("x") os.queueEvent("x")
end

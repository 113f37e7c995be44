-- Queues terminate on itself and ignores it.
-- expect: \[attacker\] 100
local n = 0
while n < 100 do
	os.queueEvent("terminate")
	local event = os.pullEventRaw()
	if event == "terminate" then n = n + 1 end
end
print(n)

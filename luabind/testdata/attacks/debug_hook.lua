-- A hook that loops.
-- expect: (done|Too long without yielding)
debug.sethook(function() while true do end end, "crl", 1)
for i = 1, 10 do local x = i end
print("done")

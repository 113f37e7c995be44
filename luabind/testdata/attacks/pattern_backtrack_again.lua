-- The same after it has been told.
-- expect: Too long without yielding
pcall(function() while true do end end)
print(pcall(string.find, ("a"):rep(1e5), (".-"):rep(40) .. "b"))

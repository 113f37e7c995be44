-- A message handler that never returns.
-- expect: Too long without yielding
print(xpcall(function() while true do end end, function() while true do end end))

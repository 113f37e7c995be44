-- Patterns that take exponential time.
-- expect: Too long without yielding
print(pcall(string.find, ("a"):rep(1e5), (".-"):rep(40) .. "b"))
print(pcall(string.find, ("a"):rep(40), ("a*"):rep(30) .. "b"))
while true do end

-- Patterns as long as can be.
-- expect: done
print(pcall(string.find, "x", ("("):rep(1e6)))
print(pcall(string.find, "x", ("(x)"):rep(40)))
print(pcall(string.find, ("x"):rep(1000), ("x?"):rep(1000) .. "y", 990))
print(pcall(string.find, "x", "[" .. ("a"):rep(1e6)))
print(pcall(string.find, "x", "[" .. ("a"):rep(1e6) .. "]"))
print(pcall(string.find, "x", "%"), pcall(string.find, "x", "%b"), pcall(string.find, "x", "%f"))
for i = 1, 3000 do pcall(string.find, "x", "(" .. i) end
print("done")

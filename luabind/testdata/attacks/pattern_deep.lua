-- Patterns that take the matcher deep.
-- expect: done
local s = ("x"):rep(3e5)
print(pcall(string.match, s, "^(.?.?.?.?.?.?.?.?.?.?)-y"))
print(pcall(string.gsub, s, "x", "%%"))
print((pcall(string.gmatch(s, ".-"))))
print("done")

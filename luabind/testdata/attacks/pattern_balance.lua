-- %b, %f and back references on a long text.
-- expect: (done|Too long without yielding)
local s = ("("):rep(1e6)
print(pcall(string.find, s, "%b()"))
print(pcall(string.gsub, s, "%b()", ""))
print(pcall(string.find, s, "(.*)%1x"))
print("done")

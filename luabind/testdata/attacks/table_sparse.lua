-- Tables with single keys far out.
-- quick
-- expect: done
local t = {}
t[6e7] = 1 t[2^53] = 1 t[2^31] = 1 t[-2^53] = 1 t[1e308] = 1 t[1/0] = 1
print(#t, next(t))
t[2^31 - 1] = 1
print(pcall(table.insert, t, 2^31 - 1, 1))
print(pcall(table.insert, t, 2^53, 1))
print(pcall(table.remove, t, 2^31))
print(pcall(function() t[0/0] = 1 end))
local grown = {}
for i = 0, 30 do grown[2^i] = i end
print(#grown >= 1)
print("done")

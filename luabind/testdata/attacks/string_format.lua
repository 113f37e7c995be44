-- Widths, precisions and directives without measure.
-- expect: false
-- expect: done
local function show(ok, result) print(ok, (tostring(result):sub(1, 100))) end
show(pcall(string.format, "%1000000000d", 1))
show(pcall(string.format, "%.1000000000f", 1))
show(pcall(string.format, "%99.99f", 1e308))
show(pcall(string.format, ("%s"):rep(1e5)))
show(pcall(string.format, ("%99s"):rep(200), table.unpack({}, 1, 200)))
show(pcall(string.format, "%q", ("\0"):rep(1e6):rep(20)))
local long, t = ("x"):rep(1e6), {}
for i = 1, 250 do t[i] = long end
show(pcall(string.format, ("%s"):rep(250), table.unpack(t)))
print("done")

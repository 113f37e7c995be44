-- Everything that debug lends a hand to.
-- quick
-- expect: done
local function try(name, ...) local f = debug[name] print(name, f and pcall(f, ...)) end
try("getregistry")
try("setmetatable", "", nil) print(pcall(function() return ("x"):rep(3) end))
try("setmetatable", "", { __index = string })
try("setmetatable", 1, { __index = function(n, k) return n + 1 end, __call = function(n) return n end, __len = function() return 1e9 end })
print(pcall(function() local n = 5 return n.x, n(), #n end))
try("setmetatable", nil, { __index = function() return nil end, __call = function() end })
print(pcall(function() local n return n.x.y.z, n() end))
try("setmetatable", nil, nil) try("setmetatable", 1, nil)
try("setmetatable", print, { __index = string, __call = print })
try("setmetatable", print, nil)
for i = -1, 5 do try("getupvalue", fs.open, i) try("setupvalue", fs.open, i, 1) try("upvalueid", fs.open, i) try("getlocal", fs.open, i) end
try("upvaluejoin", print, 1, print, 1) try("upvaluejoin", function() return try end, 1, function() return debug end, 1)
try("upvaluejoin", function() return try end, 1e9, function() return debug end, -1)
try("sethook", function() end, "crl", 1) try("gethook") try("sethook")
for level = -1, 20 do for i = -5, 20 do pcall(debug.getlocal, level, i) pcall(debug.setlocal, level + 30, i, nil) end pcall(debug.getinfo, level) end
try("getinfo", 1e9) try("getinfo", 1, ("S"):rep(1e6)) try("getinfo", print, "?") try("getinfo", 1, ">") try("traceback", {}, 1e9) try("traceback", "x", -1)
try("getuservalue", print) try("setuservalue", {}, {}) try("setuservalue", print, {})
pcall(function() local a, b, c = 1, 2, 3 for i = -1, 20 do debug.setlocal(1, i, nil) end end)
local co = coroutine.create(function(a) local b = a coroutine.yield() end)
coroutine.resume(co, 1)
for i = -3, 10 do for j = -3, 10 do pcall(debug.getlocal, co, i, j) pcall(debug.setlocal, co, i, j, "x") end pcall(debug.traceback, co, "x", i) end
coroutine.resume(co)
print("done")

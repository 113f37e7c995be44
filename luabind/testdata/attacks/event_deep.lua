-- Queues tables that are deep, cyclic, shared, and tables as keys of tables.
-- quick
-- expect: done
local t = {}
for i = 1, 1e5 do t = { t } end
print(pcall(os.queueEvent, "x", t))
local c = {} c.c = c c[c] = c
print(pcall(os.queueEvent, "x", c, c, c))
local shared = {}
for i = 1, 60 do shared = { shared, shared } end
print(pcall(os.queueEvent, "x", shared))
local key = {}
for i = 1, 25 do key = { [key] = key, [{ key }] = key } end
print(pcall(os.queueEvent, "x", key))
local cycle = {} for i = 1, 200 do cycle[{ cycle }] = { [cycle] = i } end
print(pcall(os.queueEvent, "x", cycle))
print(pcall(os.queueEvent, "x", print, coroutine.create(print), setmetatable({}, { __index = print, __pairs = error })))
local args = {} for i = 1, 1e5 do args[i] = i end
print(pcall(os.queueEvent, "x", table.unpack(args)))
print(pcall(os.queueEvent), pcall(os.queueEvent, {}), pcall(os.queueEvent, ("n"):rep(1e6)))
while select(2, pcall(os.pullEvent, "x")) ~= "x" do end
print("done")

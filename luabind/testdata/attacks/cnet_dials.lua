-- Dials and searches without end, and never looks what came of it.
-- expect: Too many calls at once
-- expect: survived
-- quick
local station = ccnet.cryptonet.station()
station.setLogging(false)
local problem
for i = 1, 1000 do
    local _, why = station.connect({ name = "back" }, "server " .. i, 1e9, 1e9)
    problem = why or problem
end
print(problem)
local cNet = station.cnet()
for i = 1, 100000 do
    local key = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }
    if not pcall(cNet.connect, 1e9, "sender " .. i, "target", key, "back", 5) then break end
    if i % 500 == 0 then sleep(0) end
end
print("survived")

-- Begins calls on many sockets without waiting for any.
-- expect: Too many calls at once
-- expect: survived
-- quick
local station = ccnet.cryptonet.station()
local cNet = station.cnet()
local key = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }
local problem
for i = 1, 100 do
    for j = 1, 100 do
        local ok, why = pcall(cNet.awaitLogin, "sender " .. i, "target", key, "back", 5)
        if not ok then problem = why end
    end
end
print(problem)
sleep(6) -- all are over
cNet.tick()
print(pcall(cNet.awaitLogin, "sender", "target", key, "back", 5))
print("survived")

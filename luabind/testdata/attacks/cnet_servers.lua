-- Hosts servers without end.
-- expect: Too many servers
-- quick
local station = ccnet.cryptonet.station()
station.setLogging(false)
for i = 1, 100 do
    local _, problem = station.host({ name = "back" }, "server " .. i)
    if problem then
        print(problem)
        break
    end
end

-- Has large files read and large numbers reckoned with, over and over in one event.
-- expect: Too long without yielding
-- expect: survived
local file = fs.open("certAuth.key", "w")
file.write('{public="1",shared="2",x={' .. ("1,"):rep(100000) .. "}}")
file.close()
local station = ccnet.cryptonet.station()
station.setLogging(false)
print(select(2, pcall(function()
    while true do
        local _, _, search = station.discover({ name = "back" }, 0)
        search.tick()
    end
end)))
sleep(0)
local number = ("7"):rep(1239) .. "9"
local certificate = { name = "x", key = { public = number, shared = number }, signature = number }
for i = 1, 10000 do ccnet.cryptonet.verify(certificate, certificate.key) end
print("survived")

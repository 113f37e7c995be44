-- A NAT with a hundred thousand rules, each for a name that nobody knows.
-- expect: (done|Too long without yielding|not enough memory|limit)
local native = ccnet.rttp
native.open { hardware = "00ff" }
native.setAddress("8.0.0.8")
local rules = {}
for i = 1, 2e4 do rules[i] = { port = 10080, domain = "d" .. i, hostname = "h" .. i } end
print(#native.nat { rules = rules } < 1000)
for n = 1, 1e6 do
    native.natOutside(10080, { origin = n, dest = 0x08000008, header = { type = "x", domain = "d" .. n % 1000 }, body = ("x"):rep(60000), msgid = n })
    native.natInside(10000, { origin = n, dest = 0xC0A80001, header = { type = "net.dns.get.return", code = "found", hostname = "h" .. n }, body = { ip = -1 }, msgid = n })
    native.natInside(10080, { origin = n, dest = 0x08000008, header = { type = "x", domain = "d5", conId = n }, msgid = n })
    if n % 1000 == 0 then sleep(0) end
end
print("done")

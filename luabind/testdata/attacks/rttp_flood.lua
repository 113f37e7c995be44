-- Floods a server for addresses and a NAT on its own computer with requests of ever new
-- computers, and never takes what they send. The bounds are far beyond.
-- expect: (done|not enough memory|Too long without yielding|limit)
local native = ccnet.rttp
native.open { hardware = "00ff" }
native.setAddress("192.168.0.0")
native.serve {}
native.nat {}
local n = 0
while n < 2e5 do
    n = n + 1
    native.receive(10000, { origin = "hw:" .. n, dest = -1, header = { type = "net.ip.req" }, body = { hostname = "h" .. n }, msgid = n })
    native.serverHandle { origin = "hw:" .. n, dest = -1, port = 10000, header = { type = "net.ip.req" }, body = { hostname = "h" .. n }, msgid = n }
    native.natInside(10080, { origin = n, dest = 134217728 + n, header = { type = "x" }, body = ("x"):rep(1000), msgid = n })
    if n % 1000 == 0 then sleep(0) end
end
print("done")

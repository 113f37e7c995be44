-- Takes all addresses and names of a server: as new computers, as those that have them
-- already, and as those that want each other's names.
-- expect: (done|Too long without yielding|not enough memory|limit)
local native = ccnet.rttp
native.open { hardware = "00ff" }
native.setAddress("192.168.0.0")
native.serve { adminPass = "x", mask = 0xff000000, baseAddr = 0x08000000 }
local n = 0
local function say(origin, kind, body, port)
    n = n + 1
    native.serverHandle { origin = origin, dest = 0xC0A80000, port = port or 10000, header = { type = kind, method = port and "POST", path = "/" }, body = body, msgid = n }
end
while n < 1e6 do
    say("hw:a" .. n, "net.ip.req", { hostname = "n" .. n })
    say(0x08000000 + n, "net.ip.found")
    say("hw:a" .. n, "net.ip.acp", {})
    say(0x08000000 + n, "net.ip.renew", { hwaddr = "b" .. n })
    say(0x08000000 + n, "net.ip.changeHost", { hostname = "same" })
    say(0x08000000 + n, "net.ip.changeHost", { hostname = "n" .. n % 10000 })
    say(n, "net.dns.get", { domain = ("d"):rep(200) .. n })
    say(n, "rttp", { vals = { user = "admin", pass = n } }, 10080)
    native.serverWake()
    native.take()
    if n % 1000 == 0 then
        native.serverState()
        sleep(0)
    end
end
print("done")

-- Has its computer learn the keys of millions, and answer them in cipher.
-- expect: (done|Too long without yielding|not enough memory|limit)
local native = ccnet.rttp
native.open { hardware = "00ff", encrypt = true }
native.setAddress(5)
local _, public = native.seal()
for n = 1, 1e6 do
    native.receive(10000, { origin = n + 5, dest = 5, msgid = n,
        header = { type = "ping", publicKey = public, originDomain = ("name"):rep(50) .. n, conId = n } })
    native.take()
    if n % 1000 == 0 then sleep(0) end
end
print("done")

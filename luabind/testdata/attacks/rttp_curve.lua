-- Has keys, ciphers and signatures looked at that are none, or somebody else's, without end.
-- expect: (done|Too long without yielding|limit)
local native = ccnet.rttp
native.open { hardware = "00ff", encrypt = true }
native.setAddress(5)
local private, public = native.seal()
local zero, long = {}, ("x"):rep(1e6)
for i = 1, 22 do zero[i] = 0 end
local cipher, signature = native.seal("x", public)
local n = 0
while n < 1e6 do
    n = n + 1
    native.seal(long, public)
    pcall(native.seal, "x", zero)
    native.unseal(cipher, signature, public)
    native.unseal(long, signature, public)
    native.receive(10080, { origin = n, dest = 5, msgid = n,
        header = { type = "x", publicKey = public, encrypted = true }, body = { cipher = long, sig = signature } })
    if n % 100 == 0 then sleep(0) end
end
print("done")

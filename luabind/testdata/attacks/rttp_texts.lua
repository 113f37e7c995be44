-- Has endless addresses, paths and names taken apart.
-- expect: (done|Too long without yielding|not enough memory|limit)
local native = ccnet.rttp
native.open { hardware = "00ff" }
native.setAddress(5, 6)
local digits, dots, slashes = ("9."):rep(2e6), ("../"):rep(1e6), ("a/"):rep(2e6)
local n = 0
while n < 1e6 do
    n = n + 1
    native.number(digits)
    native.splitURL(slashes)
    native.follow(slashes, dots)
    native.resolve(slashes)
    native.lookup(digits)
    native.lookup("n" .. n)
    native.format(digits)
    if n % 100 == 0 then sleep(0) end
end
print("done")

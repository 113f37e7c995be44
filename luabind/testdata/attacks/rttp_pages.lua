-- Reads pages of all that pages can be.
-- expect: (done|Too long without yielding|not enough memory|limit)
local native = ccnet.rttp
local long = ("x\n"):rep(500)
local body = {}
for i = 1, 5000 do body[i] = { type = i % 2 == 0 and "LINK" or "TEXT", x = 1000, y = i % 1024, text = long, href = long } end
body[1e9] = body[1]
local n = 0
while n < 1e5 do
    n = n + 1
    native.page(body)
    sleep(0)
end
print("done")

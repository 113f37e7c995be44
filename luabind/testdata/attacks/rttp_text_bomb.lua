-- Has messages shown whose texts have no end: small tables that hold each other often, and
-- lists with one far element.
-- expect: (done|Too long without yielding|limit)
local native = ccnet.rttp
local bomb = { "x" }
for _ = 1, 60 do bomb = { bomb, bomb } end
local n = 0
while n < 1e6 do
    n = n + 1
    native.messageText { origin = 1, dest = 1, port = 10080, header = { type = "rttp", x = bomb }, body = bomb, msgid = 1 }
    native.messageText { origin = 1, dest = 1, port = 10080, header = { type = "rttp", x = { [1e9] = 1 } }, msgid = 1 }
    native.requestText { origin = 1, dest = 1, port = 10080, header = { type = "rttp", path = "/" }, body = bomb, msgid = 1 }
    if n % 100 == 0 then sleep(0) end
end
print("done")

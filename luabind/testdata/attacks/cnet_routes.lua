-- Sets routes without end, one of them very long.
-- expect: too many routes
-- expect: survived
-- quick
local cNet = ccnet.cryptonet.station().cnet()
print((select(2, pcall(cNet.route, "GET", ("/x"):rep(1e6), print))))
for i = 1, 10000 do
    if not pcall(cNet.route, "GET", "/" .. i, print) then break end
end
print("survived")

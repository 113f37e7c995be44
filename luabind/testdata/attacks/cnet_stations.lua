-- Makes stations of CryptoNet and keeps them all.
-- expect: used by too many
-- expect: the last one works
-- quick
local kept = {}
for i = 1, 2000 do kept[i] = ccnet.cryptonet.station() end
local ok, problem = pcall(kept[1].generateKey)
print(problem)
if kept[2000].generateKey() then print("the last one works") end

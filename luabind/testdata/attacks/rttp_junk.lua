-- Calls all functions of the network of PeterOS with values that make no sense.
-- expect: done
-- quick
local native = ccnet.rttp
local cycle = {} cycle.x = cycle
local deep = {} for _ = 1, 300 do deep = { header = deep, body = deep } end
local values = {
    nil, true, 0, -1, 0 / 0, 1 / 0, 2 ^ 53, "", "hw:", ("x"):rep(5000), {}, cycle, deep, print,
    { origin = 1, dest = -1, port = 10080, header = { type = "rttp", conId = {}, publicKey = cycle }, msgid = 0 / 0 },
    { origin = {}, dest = {}, header = { encrypted = true, publicKey = { 1, 2, [2.5] = 3 } }, body = { cipher = {}, sig = {} }, msgid = 1 },
    { hardware = cycle, private = { 0 }, encrypt = true, rules = { 1, {} }, leases = { 1 }, records = { x = 1 }, mask = "x" },
}
local names = {}
for name in pairs(native) do names[#names + 1] = name end
table.sort(names)
local function all()
    for _, name in ipairs(names) do
        for i = 1, 17 do
            for _, j in ipairs { i, i * 5 % 17 + 1 } do
                pcall(native[name], values[i], values[j], values[(i * j) % 17 + 1], values[(i + j) % 17 + 1], values[j])
            end
        end
        sleep(0)
    end
end
all()
native.open { hardware = "00ff", encrypt = true }
native.setAddress(5)
native.serve { adminPass = "x" }
native.nat {}
all()
print("done")

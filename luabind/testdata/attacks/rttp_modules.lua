-- Calls all functions of the modules net and rttp with values that make no sense.
-- expect: done
-- quick
local net, rttp = require "net", require "rttp"
net.setup(nil, "192.168.0.1")
local cycle = {} cycle.header, cycle.body = cycle, cycle
local tricky = setmetatable({}, { __index = function() error("index") end, __len = function() return 1e9 end,
    __tostring = function() error("tostring") end })
local values = {
    true, 0, -1, 0.5, 1e300, 0 / 0, 1 / 0, 2 ^ 53, 10080, "", "-1", "0.5", "nan", "hw:", "a.lan", ("x"):rep(5000), "\0\27", {}, cycle, tricky, print,
    { origin = -1, dest = 0 / 0, port = 0.5, header = {}, msgid = {} },
    { origin = 5, dest = 5, port = 10080, header = { type = "rttp", method = cycle, domain = tricky, conId = 0 / 0 }, msgid = 1 },
}
local waits = { setup = true, ping = true, runServer = true, pullEvent = true }
for _, module in ipairs { net, rttp, net.rtml, net.encrypt } do
    local names = {}
    for name, func in pairs(module) do
        if type(func) == "function" and not waits[name] then names[#names + 1] = name end
    end
    table.sort(names)
    for _, name in ipairs(names) do
        parallel.waitForAny(function() sleep(0.2) end, function()
            for round = 1, 60 do
                local args = {}
                for i = 1, 8 do args[i] = values[(round * i * 7 + i) % (#values + 1) + 1] end
                pcall(module[name], table.unpack(args, 1, round % 9))
            end
        end)
    end
end
print("done")

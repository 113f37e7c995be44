-- nat: stands between two networks. Its configuration is /home/nat.cfg, the rules for what
-- comes from outside are in /home/nat/forwarding.json.

-- The modules are meant, not the programs beside this one.
package.path = "/rom/modules/main/?.lua;" .. package.path
local net = require "net"
local native = _G.ccnet.rttp

local function read(path, missing)
    local file = fs.open(path, "r")
    if not file then return missing end
    local value = textutils.unserialiseJSON(file.readAll())
    file.close()
    if type(value) ~= "table" then error("Unable to read " .. path, 0) end
    return value
end

local config = read("/home/nat.cfg", {})
local inside = config.inside or {}
local outside = config.outside or {}
local inner_side, outer_side = inside.side or "right", outside.side or "left"

local function modem(side, which)
    if not peripheral.hasType(side, "modem") then error("There is no modem for the network " .. which .. " on the side " .. side, 0) end
    return peripheral.wrap(side)
end
local inner, outer = modem(inner_side, "inside"), modem(outer_side, "outside")

local rules = {}
for _, rule in pairs(read("/home/nat/forwarding.json", {})) do rules[#rules + 1] = rule end

local function send(passed)
    for _, frame in ipairs(passed or {}) do
        local through = frame.inside and inner or outer
        through.open(frame.port)
        through.transmit(frame.port, frame.port, frame.message)
    end
end

net.setup(outer, outside.addr)
for _, port in pairs(net.standardPorts) do inner.open(port) end
for _, rule in ipairs(rules) do
    if type(rule.port) == "number" and rule.port > 0 then
        inner.open(rule.port)
        outer.open(rule.port)
    end
end
send(native.nat {
    baseAddr = inside.baseAddr, mask = inside.mask, addr = inside.addr, domain = config.domain, rules = rules,
    inner = inner_side, outer = outer_side,
})

print("NAT started, outside " .. net.ipFormat(net.getIP()))
while true do
    local _, side, channel, _, message = os.pullEvent("modem_message")
    if side == inner_side then
        send(native.natInside(channel, message))
    elseif side == outer_side then
        send(native.natOutside(channel, message))
    end
end

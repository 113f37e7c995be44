-- dhcp: gives addresses to a network, and knows names. Its configuration is
-- /home/dhcp.cfg, its leases and names are in /home/dhcp.

-- The modules are meant, not the programs beside this one.
package.path = "/rom/modules/main/?.lua;" .. package.path
local net = require "net"
local native = _G.ccnet.rttp

local config_file, leases_file, names_file = "/home/dhcp.cfg", "/home/dhcp/leases.json", "/home/dhcp/dns.json"

local function read(path)
    local file = fs.open(path, "r")
    if not file then return nil end
    local value = textutils.unserialiseJSON(file.readAll())
    file.close()
    if type(value) ~= "table" then error("Unable to read " .. path, 0) end
    return value
end

-- Writes a file as a whole, or leaves what was there.
local function write(path, value)
    local new = path .. ".new"
    local file, problem = fs.open(new, "w")
    if not file then error(problem, 0) end
    local ok, full = pcall(file.write, textutils.serialiseJSON(value))
    file.close()
    if not ok then
        fs.delete(new)
        error(full, 0)
    end
    fs.delete(path)
    fs.move(new, path)
end

local config = read(config_file)
if not config then
    config = {
        mask = 0xffff0000, baseAddr = 0xc0a80000, addr = 0xc0a80000,
        addrTbl = { defGateway = 0xc0a80001, dns = 0xc0a80000 },
        global = false, adminPass = "",
    }
    write(config_file, config)
end
config.addrTbl = config.addrTbl or {}

-- The files have a lease by its owner, who is hw:… there, and a name's record with the
-- names of their fields as they travel.
local function read_leases()
    local leases = {}
    for owner, lease in pairs(read(leases_file) or {}) do
        leases[#leases + 1] = { owner = owner:gsub("^hw:", ""), ip = lease.ip, hostname = lease.hostname }
    end
    table.sort(leases, function(a, b) return a.owner < b.owner end)
    return leases
end

local function read_names()
    local names = read(names_file) or {}
    for name, record in pairs(names) do
        -- Computers call themselves something below lan; all else is an administrator's.
        record.static = record.static or name:sub(-4) ~= ".lan"
    end
    return names
end

local function save(leases, names)
    local by_owner = {}
    for _, lease in ipairs(leases) do
        by_owner["hw:" .. lease.owner] = {
            ip = lease.ip, owner = "hw:" .. lease.owner, time = -1,
            hostname = lease.hostname ~= "" and lease.hostname or nil,
        }
    end
    for name, record in pairs(names) do
        record.port = record.port or "*"
        record.type = name:match("[^.]*$")
    end
    write(leases_file, by_owner)
    write(names_file, names)
end

net.setup(nil, config.addr or 0xc0a80000)
native.serve {
    baseAddr = config.baseAddr, mask = config.mask, gateway = config.addrTbl.defGateway, dns = config.addrTbl.dns,
    upstream = config.upstream, global = config.global, adminPass = config.adminPass,
    leases = read_leases(), records = read_names(),
}

-- What has changed is kept at the end of every second, if the disk has room for it. All
-- is in memory, too.
local save_timer
local complained = false

local function keep()
    save_timer = nil
    local leases, names = native.serverState()
    if not leases then return end
    local ok, problem = pcall(save, leases, names)
    if not ok and not complained then printError("Unable to keep leases and names: " .. tostring(problem)) end
    complained = not ok
end

local timer
local function after()
    net.flush()
    save_timer = save_timer or os.startTimer(1)
    local due = native.serverDue()
    if due and not timer then timer = os.startTimer(due) end
end

net.registerMsgHandler(function(message)
    native.serverHandle(message)
    after()
end)

print("DHCP/DNS started at " .. net.ipFormat(net.getIP()))
while true do
    local _, id = os.pullEvent("timer")
    if id == timer then
        timer = nil
        native.serverWake()
        after()
    elseif id == save_timer then
        keep()
    end
end

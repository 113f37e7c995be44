-- net: shows and changes this computer's place in the network.

-- The modules are meant, not the programs beside this one.
package.path = "/rom/modules/main/?.lua;" .. package.path
local net = require "net"

local arguments = { ... }

local function usage()
    print("Usages:")
    print("net ip - the computer's address")
    print("net name [<name>] - what it is called")
    print("net lookup <name> - a name's address")
    print("net ping <host> - whether somebody answers")
end

local commands = {}

function commands.ip()
    net.setup()
    print(net.ipFormat(net.getIP()))
end

function commands.name(name)
    if name then
        net.setup()
        net.setHostname(name)
    end
    print(net.getHostname())
end

function commands.lookup(name)
    if not name then return usage() end
    local address = net.realizeHostname(name)
    if address == -1 then error("Nobody knows " .. name, 0) end
    print(net.ipFormat(address))
end

function commands.ping(host)
    if not host then return usage() end
    net.ping(host)
end

local command = commands[arguments[1]]
if command then command(arguments[2]) else usage() end

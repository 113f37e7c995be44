-- ccnet.valid: whether tables have the form of CryptoNet's keys, certificates, sockets and servers.

local valid = {}

-- A session key: 16 numbers.
function valid.key(key)
    if type(key) ~= "table" or #key ~= 16 then return false end
    for _, byte in pairs(key) do
        if type(byte) ~= "number" then return false end
    end
    return true
end

function valid.private_key(key)
    return type(key) == "table" and type(key.private) == "string" and type(key.shared) == "string"
end

function valid.public_key(key)
    return type(key) == "table" and type(key.public) == "string" and type(key.shared) == "string"
end

-- A certificate, signed or not. With name_only it may lack its key.
function valid.certificate(certificate, name_only)
    if type(certificate) ~= "table" or type(certificate.name) ~= "string" then return false end
    if certificate.key == nil then return (name_only or false) and certificate.signature == nil end
    return valid.public_key(certificate.key)
        and (certificate.signature == nil or type(certificate.signature) == "string")
end

function valid.socket(socket)
    return type(socket) == "table" and type(socket.sender) == "string" and type(socket.target) == "string"
        and valid.key(socket.key) and type(socket.modemSide or socket.modemQuery) == "string"
        and type(socket.channel) == "number" and type(socket.permissionLevel) == "number"
        and type(socket.receivedMessages) == "table"
end

function valid.server(server)
    return type(server) == "table" and type(server.name) == "string" and valid.certificate(server.certificate)
        and valid.private_key(server.privateKey) and type(server.modemSide or server.modemQuery) == "string"
        and type(server.channel) == "number" and type(server.userTable) == "table"
        and type(server.userTablePath) == "string" and type(server.sockets) == "table"
end

function valid.user_table(users)
    if type(users) ~= "table" then return false end
    for name, entry in pairs(users) do
        if type(name) ~= "string" or type(entry) ~= "table" or type(entry[1]) ~= "table"
            or type(entry[2]) ~= "number" then
            return false
        end
    end
    return true
end

local sendable = { ["nil"] = true, boolean = true, number = true, string = true }

-- The type of what stands in the way of sending a value, nil if nothing does. Tables
-- that are in themselves are found later.
local function unsendable(value, seen)
    local kind = type(value)
    if sendable[kind] then return nil end
    if kind ~= "table" then return kind end
    if seen[value] then return nil end
    seen[value] = true
    for key, item in pairs(value) do
        local problem = not sendable[type(key)] and unsendable(key, seen)
            or not sendable[type(item)] and unsendable(item, seen)
        if problem then return problem end
    end
    return nil
end

function valid.unsendable(value)
    if sendable[type(value)] then return nil end
    return unsendable(value, {})
end

-- Fails as textutils.serialise does if something in a table cannot be sent: on behalf of
-- the function at that level, or of none at level 0.
function valid.check_sendable(value, level)
    local problem = valid.unsendable(value)
    if problem then error("Cannot serialize type " .. problem, level > 0 and level + 1 or 0) end
end

return valid

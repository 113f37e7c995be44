-- cryptoNet: encrypted sockets between computers. `cryptoNet initCertAuth` and `signCert` work too.
--
-- The functions are those of SiliconSloth's CryptoNet, to whose servers and clients they
-- talk. They also are globals of the program, as with the original.

local environment = _ENV

local require = require
if not require then -- os.loadAPI leaves it out
    local inner = setmetatable({}, { __index = environment })
    inner.require, inner.package = dofile("/rom/modules/main/cc/require.lua").make(inner, "/")
    require = inner.require
end

local api = require "ccnet.cryptonet" (false)

for name, fn in pairs(api) do environment[name] = fn end
environment.DISCOVERY_CHANNEL = ccnet.cryptonet.discoveryChannel()

return api

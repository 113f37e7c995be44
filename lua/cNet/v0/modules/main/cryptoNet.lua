-- cryptoNet: encrypted sockets between computers. `cryptoNet initCertAuth` and `signCert` work too.
--
-- The functions are those of SiliconSloth's CryptoNet, to whose servers and clients they
-- talk. They also are globals of the program, as with the original.

local api = require "ccnet.cryptonet" (false)

local environment = _ENV
for name, fn in pairs(api) do environment[name] = fn end
environment.DISCOVERY_CHANNEL = ccnet.cryptonet.discoveryChannel()

return api

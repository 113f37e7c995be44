-- Two servers of one name, the second of which nobody has signed; later with another's signature.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)
cryptoNet.initCertificateAuthority()
local certificate, key = cryptoNet.generateCertificate("shop")
cryptoNet.signCertificate(certificate)
cryptoNet.startEventLoop(function()
    cryptoNet.host("shop", true, false, nil, certificate, key)
    cryptoNet.host("secret", false, true)
    local modem = peripheral.find("modem")
    modem.open(1)
    modem.transmit(2, 1, cryptoNet.loadCertAuthKey())
end)

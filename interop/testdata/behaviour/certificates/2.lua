-- The impersonator.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    local certificate, key = cryptoNet.generateCertificate("shop")
    local server = cryptoNet.host("shop", true, false, nil, certificate, key)
    sleep(20)
    cryptoNet.close(server)
    cryptoNet.initCertificateAuthority()
    cryptoNet.signCertificate(certificate)
    cryptoNet.host("shop", true, false, nil, certificate, key)
end)

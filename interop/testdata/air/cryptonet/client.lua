-- Sends one of everything.

local cryptoNet = require "cryptoNet"

sleep(2)
cryptoNet.startEventLoop(function()
    cryptoNet.discover(30)
    local socket = cryptoNet.connect("air", 60, 30)
    for _, value in ipairs { "text", 5, true, { 1, { x = "y" } } } do
        cryptoNet.send(socket, value)
        sleep(30)
    end
    cryptoNet.send(socket, nil)
    sleep(30)
    cryptoNet.sendUnencrypted(socket, { plain = true })
    sleep(30)
    cryptoNet.login(socket, "bob", "wrong")
    sleep(30)
    cryptoNet.login(socket, "bob", "secret")
    sleep(30)
    cryptoNet.logout(socket)
    sleep(30)
    cryptoNet.close(socket)
    print("done")
end)

-- Asks for names and passwords, and has the door opened.

local cryptoNet = require "cryptoNet"

cryptoNet.setLoggingEnabled(false)

local function ask(socket)
    write("Name: ")
    local name = read()
    write("Password: ")
    cryptoNet.login(socket, name, read("*"))
end

cryptoNet.startEventLoop(function()
    sleep(1)
    ask(cryptoNet.connect("door"))
end, function(event)
    if event[1] == "login" then
        print("Welcome, " .. event[2] .. ", level " .. event[3].permissionLevel)
    elseif event[1] == "login_failed" then
        print("Go away")
        ask(event[3])
    elseif event[1] == "logout" then
        print("The door is closed")
        os.shutdown()
    end
end)

-- Sends requests of all methods, and a system call that nobody knows.

local Cttp = require "Cttp"

sleep(2)
Cttp.setup(function()
    sleep(1)
    local socket = Cttp.connect("air", 60, 30)
    for _, request in ipairs {
        Cttp.GetRequest("/path", 5), Cttp.PostRequest("/path", { a = 1 }), Cttp.DeleteRequest("/path"),
        Cttp.GetRequest("/"), Cttp.GetRequest("/nowhere"),
    } do
        Cttp.sendRequest(socket, request, nil, 60)
        sleep(30)
    end
    Cttp.system.sendApiCall(socket, "frob", 1)
    sleep(30)
    Cttp.close(socket)
    print("done")
end)

-- Registers, logs in, asks for the secret, and logs out.

local cNet = require "cNet"

cNet.setLogger(function() end)

local connection

local function ask()
    local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/secret"))
    print(response.statusCode .. " " .. tostring(response.data))
end

local function attempt(what, ...)
    local ok, problem = pcall(...)
    print(what .. (ok and " worked" or " failed: " .. problem:gsub("^.-:%d+: ", "")))
end

cNet.startEventLoop(function()
    sleep(1)
    print("registered " .. cNet.register("vault", " Ann ", "pass word", 5, "top"))
    print("registered again " .. cNet.register("vault", "ann", "other", 2, "top"))
    connection = cNet.connectCtcp("vault", 5, "top")
    ask()
    attempt("logout", cNet.logout, connection)
    attempt("login with a wrong password", cNet.login, connection, "ann", "password")
    attempt("login", cNet.login, connection, "ann", "pass word")
    attempt("another login", cNet.login, connection, "ann", "pass word")
    ask()
    attempt("logout", cNet.logout, connection)
    ask()
    cNet.disconnectCtcp(connection)
    os.shutdown()
end)

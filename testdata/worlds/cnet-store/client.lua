-- Shows what the store has, installs an app, and runs it.

local cNet = require "cNet"

cNet.setLogger(function() end)

cNet.startEventLoop(function()
    sleep(1)
    local connection = cNet.connectCtcp("cos-appstore")
    local function get(path)
        local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", path))
        print(path .. " " .. response.statusCode .. " " .. response.statusMessage)
        return response.data
    end

    for _, id in ipairs(get("/list")) do
        local meta = get("/app/" .. id)
        print(id .. ": " .. meta.title .. ", " .. meta.kind)
        for _, name in ipairs(meta.files) do
            local file = fs.open(fs.combine("apps", id, name), "w")
            file.write(get("/file/" .. id .. "/" .. name))
            file.close()
        end
    end
    get("/app/no_such_app")
    get("/app/br%oken")
    get("/file/hello/missing.lua")
    get("/file/hello/../secret")
    cNet.disconnectCtcp(connection)
    shell.run("apps/hello/main.lua")
    os.shutdown()
end)

-- Modules as programs of Copper OS find them.

local function write(path, text)
    local file = fs.open(path, "w")
    file.write(text)
    file.close()
end

package.path = "?.lua;/os/sys/?.lua;/os/pkg/?/main.lua"
write("/os/pkg/Console/main.lua", "return { mine = true }")
write("/os/pkg/Hello/main.lua", "return { text = 'hello from a package' }")
write("/os/pkg/Hello/meta.tbl", "{ title = 'Hello', type = 'library', dependencies = {} }")

for _, name in ipairs { "cryptoNet", "CryptoNet", "cNet", "CNet", "Cttp", "Threading", "PacMan", "copperUtility", "copperLogger" } do
    print(name .. " " .. type(require(name)))
end
print(tostring(require("Console").mine) .. ", " .. require("Hello").text)
print((select(2, pcall(require, "Missing")):gsub("\n", " ")))

local PacMan = require "PacMan"
print(table.concat(PacMan.list(), " ") .. " " .. tostring(PacMan.exists("Hello")) .. " " .. tostring(PacMan.exists("x")))
print(PacMan.getMeta("Hello").title .. " " .. PacMan.getType("Hello") .. " " .. tostring(PacMan.getMeta("x")))
print(tostring(PacMan.install("x")) .. " " .. tostring(PacMan.delete("x")) .. " " .. tostring(PacMan.delete("Hello")) .. " " .. #PacMan.list())

local Threading = require "Threading"
local other
local first = Threading.create(function()
    for i = 1, 3 do
        print("first " .. i)
        sleep(1)
    end
end)
local second = Threading.create(function()
    print("second knows itself: " .. tostring(Threading.current() == other))
    while true do
        sleep(0.4)
        print("second")
    end
end)
other = second
first:attach(second)
Threading.create(function()
    sleep(1.1)
    second:suspend()
    print(first:status() .. " " .. second:status())
    sleep(1)
    second:resume()
    sleep(0.5)
    first:kill()
    print(first:status() .. " " .. second:status())
end)
Threading.start()

os.loadAPI("/rom/modules/main/cryptoNet.lua")
print(type(_G.cryptoNet.host) .. " " .. tostring(_G.cryptoNet.DISCOVERY_CHANNEL))

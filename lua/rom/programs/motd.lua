-- motd: prints a message of the day.

local greetings = { -- by month and day
    ["1/1"] = "Happy new year!",
    ["4/28"] = "Ed Balls",
    ["10/31"] = "OOoooOOOoooo! Spooky!",
    ["12/24"] = "Merry X-mas!",
}

local date = os.date("*t")
local greeting = greetings[date.month .. "/" .. date.day]
if greeting then
    print(greeting)
    return
end

local messages = {}
for path in settings.get("motd.path"):gmatch("[^:]+") do
    if fs.exists(path) then
        for line in io.lines(path) do messages[#messages + 1] = line end
    end
end
print(#messages > 0 and messages[math.random(1, #messages)] or "missingno")

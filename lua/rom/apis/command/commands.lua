-- commands: a function for each of the game's commands, such as commands.say("hi").

if not commands then error("Cannot load command API on normal computer", 2) end

local api = _ENV
native = commands.native or commands
for name, func in pairs(native) do api[name] = func end

-- Commands whose tables are plain JSON; the others take that of NBT.
local takes_json = { tellraw = true, title = true }

local meta = {}
local info = {} -- command -> what it is; weak, so that commands may be dropped
setmetatable(info, { __mode = "k" })

local function new_command(path, run, is_json)
    local command = setmetatable({}, meta)
    info[command] = { path = path, run = run, is_json = is_json }
    return command
end

function meta:__call(...)
    local about = info[self]
    local words = { about.path }
    local args = table.pack(...)
    for i = 1, args.n do
        local value = args[i]
        local kind = type(value)
        if kind == "table" then
            value = textutils.serialiseJSON(value, not about.is_json)
        elseif kind == "string" or kind == "number" or kind == "boolean" then
            value = tostring(value)
        else
            error("Expected string, number, boolean or table", 2)
        end
        words[#words + 1] = value
    end
    return about.run(table.concat(words, " "))
end

function meta:__tostring()
    return ("command %q"):format("/" .. info[self].path)
end

-- Subcommands are looked up when one is first wanted.
function meta:__index(key)
    local about = info[self]
    if about.listed then return nil end
    about.listed = true
    local words = {}
    for word in about.path:gmatch("%S+") do words[#words + 1] = word end
    for _, name in ipairs(native.list(table.unpack(words))) do
        rawset(self, name, new_command(about.path .. " " .. name, about.run, about.is_json))
    end
    return rawget(self, key)
end

async = {}
for _, name in ipairs(native.list()) do
    if rawget(api, name) == nil then
        api[name] = new_command(name, native.exec, takes_json[name])
        async[name] = new_command(name, native.execAsync, takes_json[name])
    end
end

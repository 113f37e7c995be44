-- pos: what programs that were written for PeterOS ask of it, as far as the network goes:
-- require, Logger, Config and event handlers. The program "pos" runs such programs.

if type(_G.pos) == "table" and _G.pos.require then return _G.pos end

local expect = require "cc.expect".expect
local net, rttp = require "net", require "rttp"

local pos = {}

-- Modules: those of the library, and files below the places where PeterOS looks.

local own = {
    net = net, rttp = rttp, ["net.rttp"] = rttp, ["net.rtml"] = net.rtml,
    ["hash.sha256"] = { hash = _G.ccnet.rttp.sha256 },
}
local places = { "/", "/os/", "/os/lib/" }
local loaded = {}

local function find(name)
    local path = name:gsub("%.", "/")
    for _, place in ipairs(places) do
        for _, ending in ipairs { "", ".lua", "/init.lua" } do
            local file = place .. path .. ending
            if fs.exists(file) and not fs.isDir(file) then return file end
        end
    end
end

function pos.require(name)
    expect(1, name, "string")
    if loaded[name] then return loaded[name] end
    local file = find(name)
    local module
    if file then
        local chunk, problem = loadfile(file, nil, pos.environment())
        if not chunk then error(problem, 0) end
        module = chunk(name, file)
    else
        module = own[name]
        if module == nil then
            local found, other = pcall(require, name)
            if not found then error("module '" .. name .. "' not found", 2) end
            module = other
        end
    end
    loaded[name] = module == nil and true or module
    return loaded[name]
end

-- Logs.

pos.LoggerLevel = { DEBUG = 0, INFO = 1, WARN = 2, ERROR = 3, FATAL = 4 }
local level_names = { [0] = "DEBUG", "INFO", "WARN", "ERROR", "FATAL" }
local max_log = 65536 -- bytes of a log file

local Logger = {}
Logger.__index = Logger

-- A log in a file of /home/.pgmLog, printed too if it is to be.
function pos.Logger(path, prints)
    expect(1, path, "string")
    if path:sub(1, 1) ~= "/" then path = "/home/.pgmLog/" .. path end
    return setmetatable({ path = path, prints = prints ~= false and prints ~= nil, level = pos.LoggerLevel.INFO }, Logger)
end

own.logger = pos.Logger

function Logger:setLevel(level) self.level = level end

function Logger:log(level, text, ...)
    if level < self.level then return end
    text = tostring(text)
    if select("#", ...) > 0 then text = text:format(...) end
    local line = "[" .. (level_names[level] or "?") .. "] " .. text
    if self.prints then print(line) end
    if fs.exists(self.path) and fs.getSize(self.path) > max_log then return end
    local file = fs.open(self.path, "a")
    if file then
        file.writeLine(line)
        file.close()
    end
end

for name, level in pairs(pos.LoggerLevel) do
    Logger[name:lower()] = function(self, text, ...) self:log(level, text, ...) end
end

-- Configurations: JSON files with defaults.

local Config = {}
Config.__index = Config

function Config:save()
    local file = fs.open(self.path, "w")
    if not file then return false end
    file.write(textutils.serialiseJSON(self.data))
    file.close()
    return true
end

local function appdata(path)
    return (path:gsub("^%%appdata%%", "/home/.appdata"))
end

-- The configuration in a file, with what is missing in it from defaults.
function pos.Config(path, defaults, save)
    expect(1, path, "string")
    expect(2, defaults, "table")
    local config = setmetatable({ path = appdata(path), data = {}, loaded = true }, Config)
    local file = fs.open(config.path, "r")
    if file then
        config.data = textutils.unserialiseJSON(file.readAll())
        file.close()
        if type(config.data) ~= "table" then config.data, config.loaded = {}, false end
    end
    for key, value in pairs(defaults) do
        if config.data[key] == nil then config.data[key] = value end
    end
    if save and config.loaded then config:save() end
    return config
end

-- Event handlers, which see every event of the name filter, or all.

local handlers, next_handler = {}, 1
local hooked = false

local function hook()
    if hooked then return end
    hooked = true
    local raw = os.pullEventRaw
    local function pass(filter, ...)
        local event = ...
        for id = 1, next_handler - 1 do
            local handler = handlers[id]
            if handler and (handler.filter == nil or handler.filter == event) then pcall(handler.func, { ... }) end
        end
        if filter == nil or filter == event or event == "terminate" then return ... end
        return pass(filter, raw())
    end
    function os.pullEventRaw(filter) return pass(filter, raw()) end
end

function pos.addEventHandler(func, filter)
    expect(1, func, "function")
    hook()
    handlers[next_handler] = { func = func, filter = filter }
    next_handler = next_handler + 1
    return next_handler - 1
end

function pos.removeEventHandler(id) handlers[id] = nil end

-- Texts, as PeterOS adds them to string. The first argument of find is a pattern there.

local texts = {}

function texts.cont(text, part) return text:find(part) ~= nil end

function texts.start(text, part) return text:find(part) == 1 end

function texts.ends(text, part) return part == "" or text:sub(-#part) == part end

function texts.split(text, separator)
    local parts = {}
    if not text:find("[" .. separator .. "]") then return { text } end
    if text:sub(-#separator) ~= separator then text = text .. separator end
    for part in text:gmatch("(.-)[" .. separator .. "]") do parts[#parts + 1] = part end
    return parts
end

function texts.randomString(length, letters)
    letters = letters or "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    local chosen = {}
    for i = 1, length do
        local at = math.random(1, #letters)
        chosen[i] = type(letters) == "table" and letters[at] or letters:sub(at, at)
    end
    return table.concat(chosen)
end

for name, func in pairs(texts) do
    if string[name] == nil then string[name] = func end
end

-- A path in a program of some directory: it knows %appdata%, and what does not begin with
-- a slash lies beside the program, unless it begins as the program's own path does.
local function place(path, directory)
    if type(path) ~= "string" then return path end
    path = appdata(path)
    if directory == "" or path:sub(1, 1) == "/" or path:match("^[^/]*") == directory:match("^[^/]*") then return path end
    return "/" .. fs.combine(directory, path)
end

local texts_only = { combine = true, getName = true, getDir = true, exists = true, find = true, complete = true }
local two_paths = { copy = true, move = true }

local home = "" -- where the last program lies that was run

-- The globals of the program in a file, or of what it requires.
function pos.environment(file)
    if file then home = fs.getDir(file) end
    local directory = home
    local files = {}
    for name, func in pairs(fs) do
        files[name] = function(path, other, ...)
            if two_paths[name] then return func(place(path, directory), place(other, directory)) end
            return func(place(path, texts_only[name] and "" or directory), other, ...)
        end
    end
    files.combine = fs.combine
    local environment = setmetatable({
        fs = files, shell = _ENV.shell, multishell = _ENV.multishell, require = pos.require,
    }, { __index = _G })
    function environment.loadfile(path, mode, env)
        if type(mode) == "table" then mode, env = nil, mode end
        return loadfile(place(path, directory), mode, env or environment)
    end
    function environment.dofile(path)
        local chunk, problem = environment.loadfile(path)
        if not chunk then error(problem, 2) end
        return chunk()
    end
    return environment
end

_G.pos = pos
_G.pgm = _G.pgm or {}
return pos

-- rttp: gets pages, shows them, and serves files.

-- The modules are meant, not the programs beside this one.
package.path = "/rom/modules/main/?.lua;" .. package.path
local net, rttp = require "net", require "rttp"
local native = _G.ccnet.rttp

local arguments = { ... }

local function usage()
    print("Usages:")
    print("rttp get <url>")
    print("rttp post <url> <text>")
    print("rttp browse <url>")
    print("rttp serve [<directory>]")
end

-- The host and path of an address; what begins with a digit is an address of the network.
local function split(url)
    local protocol, host, path = net.splitUrl(url)
    if protocol ~= nil and protocol ~= "rttp" then error("Not a protocol of this program: " .. protocol, 0) end
    return host, "/" .. path
end

local redirects = { [301] = true, [302] = true, [303] = true, [307] = true }
local max_redirects = 5

local function redirected(reply)
    local to = reply.header.redirect or reply.header.location
    return redirects[reply.header.code] and type(to) == "string" and to or nil
end

-- Cookies by host and name. A server may have so many, of so many bytes.
local jar = {}
local max_cookies, max_cookie = 64, 1024
local contents = { string = true, number = true, boolean = true }

local function keep_cookies(host, reply)
    local cookies = reply.header.cookies
    if type(cookies) ~= "table" then return end
    local own, count = jar[host] or {}, 0
    jar[host] = own
    for _ in pairs(own) do count = count + 1 end
    for name, content in pairs(cookies) do
        if type(name) == "string" and contents[type(content)] and #name + #tostring(content) <= max_cookie then
            if content == "" then
                if own[name] then count = count - 1 end
                own[name] = nil
            elseif own[name] or count < max_cookies then
                if not own[name] then count = count + 1 end
                own[name] = content
            end
        end
    end
end

-- Gets a page, following where it has gone. Returns the reply and its path, or nil and why
-- there is none.
local function get(host, path)
    for _ = 0, max_redirects do
        local reply = rttp.getSync(host, path, jar[host], 5)
        if type(reply) ~= "table" then return nil, reply end
        keep_cookies(host, reply)
        local to = redirected(reply)
        if not to then return reply, path end
        path = native.follow(path, to)
    end
    return nil, "too many redirects"
end

local max_lines, max_line = 1024, 1024 -- of a text in the browser

local function rows_of(reply)
    local body = reply.body
    if reply.header.contentType == "table/rtml" then
        local _, rows = native.page(body)
        return rows
    elseif type(body) == "table" then
        return { textutils.serialise(body) }
    end
    return { tostring(body) }
end

local function show(reply)
    local code = reply.header.code
    for _, row in ipairs(rows_of(reply)) do print(row) end
    if type(code) ~= "number" or code >= 400 then
        error(tostring(code) .. " " .. rttp.codeName(tonumber(code) or 0), 0)
    end
end

local commands = {}

function commands.get(url)
    if not url then return usage() end
    local reply, problem = get(split(url))
    if not reply then error(url .. ": " .. problem, 0) end
    show(reply)
end

function commands.post(url, text)
    if not url or not text then return usage() end
    local host, path = split(url)
    local reply = rttp.postSync(host, path, "text/plain", text, jar[host], 5)
    if type(reply) ~= "table" then error(url .. ": " .. reply, 0) end
    show(reply)
end

local max_path = 255 -- bytes

-- Serves the files of a directory: NAME.rtml is a page (a list of elements, as
-- textutils.serialise writes it), any other file is text. A file server.cfg with
-- {pages = {[path] = file}} names all there is instead.
function commands.serve(directory)
    directory = directory and shell.resolve(directory) or "home/www"
    if not fs.isDir(directory) then error("No such directory: /" .. directory, 0) end

    local function read(path)
        local file = fs.open(path, "r")
        if not file then return nil end
        local text = file.readAll()
        file.close()
        return text
    end

    local pages
    local configuration = read(fs.combine(directory, "server.cfg"))
    if configuration then
        local value = textutils.unserialise(configuration)
        pages = type(value) == "table" and type(value.pages) == "table" and value.pages or {}
    end

    local function file_of(path)
        if pages then return pages[path] end
        local name = fs.combine(path)
        if name:sub(1, 2) == ".." then return nil end
        for _, candidate in ipairs { name, name .. ".rtml", fs.combine(name, "index.rtml"), fs.combine(name, "index.txt") } do
            local file = fs.combine(directory, candidate)
            if candidate ~= "" and fs.exists(file) and not fs.isDir(file) then return candidate end
        end
    end

    rttp.handleMsg(function(method, header)
        local codes = rttp.responseCodes
        if method ~= "GET" then return codes.methodNotAllowed, "text/plain", "Invalid method, must be GET" end
        local path = type(header.path) == "string" and header.path or ""
        print(method .. " " .. path:sub(1, max_path):gsub("%c", "?"))
        if #path > max_path then return codes.notFound, "text/plain", "Page not found" end
        local file = file_of(path == "" and "/" or path)
        local text = file and read(fs.combine(directory, file))
        if not text then return codes.notFound, "text/plain", "Page not found" end
        if not pages and file:sub(-5) ~= ".rtml" then return codes.okay, "text/plain", text end
        local page = textutils.unserialise(text)
        if type(page) ~= "table" then return codes.internalServerError, "text/plain", "The page is broken" end
        return codes.okay, "table/rtml", page
    end)
    net.setup()
    print("Serving /" .. directory .. " at " .. net.ipFormat(net.getIP()))
    rttp.runServer()
end

-- The browser: up and down choose a link, an input or a button, enter follows it, backspace
-- goes back, g asks for an address, r loads anew and q leaves.
local Browser = {}
Browser.__index = Browser

local function colour(want, otherwise)
    if want and (term.isColour() or want == colours.white or want == colours.black) then return want end
    return otherwise
end

-- What an element of each type shows, and how.
local shown = {
    TEXT = function(e) return e.text, colours.white, colours.black end,
    LINK = function(e) return e.text, term.isColour() and colours.lightBlue or colours.white, colours.black end,
    BUTTON = function(e) return "[" .. e.text .. "]", colours.white, term.isColour() and colours.green or colours.black end,
    INPUT = function(e)
        local text = e.hide and ("*"):rep(#e.value) or e.value
        return text:sub(-e.len) .. ("_"):rep(e.len - #text), colours.white, colours.black
    end,
}
shown["DOM-LINK"] = shown.LINK

function Browser:draw()
    local width, height = term.getSize()
    term.setBackgroundColour(colours.black)
    term.clear()
    for _, element in ipairs(self.elements) do
        local y = element.y + 1 - self.top
        if y >= 2 and y <= height then
            local text, front, back = shown[element.type](element)
            front, back = colour(element.color, front), colour(element.bgColor, back)
            if element == self.targets[self.chosen] then front, back = colours.black, colours.white end
            term.setCursorPos(element.x, y)
            term.setTextColour(front)
            term.setBackgroundColour(back)
            term.write(text)
        end
    end
    term.setCursorPos(1, 1)
    term.setTextColour(colours.black)
    term.setBackgroundColour(colours.white)
    local bar = self.host .. self.path .. (self.status and "  " .. self.status or "")
    term.write((bar .. (" "):rep(width)):sub(1, width))
    term.setTextColour(colours.white)
    term.setBackgroundColour(colours.black)
end

function Browser:take(reply)
    self.elements, self.targets, self.chosen, self.top, self.inputs = {}, {}, 0, 0, {}
    self.status = nil
    if type(reply) ~= "table" then
        self.status = "Net Error: " .. reply
        return
    end
    if reply.header.code ~= 200 then
        self.status = tostring(reply.header.code) .. " " .. rttp.codeName(tonumber(reply.header.code) or 0)
    end
    if reply.header.contentType == "table/rtml" then
        self.elements = native.page(reply.body)
    else
        local y = 0
        for _, row in ipairs(rows_of(reply)) do
            for line in (row .. "\n"):gmatch("(.-)\r?\n") do
                y = y + 1
                if y > max_lines then
                    self.status = self.status or "the first " .. max_lines .. " lines"
                    return
                end
                self.elements[y] = { type = "TEXT", x = 1, y = y, text = line:sub(1, max_line):gsub("\t", " ") }
            end
        end
    end
    for _, element in ipairs(self.elements) do
        if element.type == "INPUT" then
            element.value = ""
            self.inputs[#self.inputs + 1] = element
        end
        if element.type ~= "TEXT" then self.targets[#self.targets + 1] = element end
    end
end

function Browser:load(host, path, forget)
    if self.host and not forget then self.history[#self.history + 1] = { self.host, self.path } end
    self.host, self.path, self.status = host, path, "loading"
    self:draw()
    local reply, problem = get(host, path)
    if reply then self.path = problem end
    self:take(reply or problem)
end

function Browser:submit(path, body)
    local reply = rttp.postSync(self.host, path, "object/lua", body, jar[self.host], 5)
    if type(reply) ~= "table" then
        self.status = "Net Error: " .. reply
        return
    end
    keep_cookies(self.host, reply)
    local to = redirected(reply)
    if to then return self:load(self.host, native.follow(self.path, to)) end
    self.status = tostring(reply.header.code) .. " " .. rttp.codeName(tonumber(reply.header.code) or 0)
end

local activate = {}

function activate.LINK(self, element)
    self:load(self.host, native.follow(self.path, element.href or ""))
end

-- Loads an address that the user or a page has given.
function Browser:go(url)
    local ok, host, path = pcall(split, url)
    if not ok then
        self.status = host
        return
    end
    self:load(host, path)
end

activate["DOM-LINK"] = function(self, element)
    self:go(element.href or "")
end

function activate.BUTTON(self, element)
    if element.action == "PUSH" then
        return self:submit(native.follow("/", fs.combine(self.path, element.href or "")), { type = "BUTTON_PUSH", id = element.id })
    end
    local values = {}
    for _, input in ipairs(self.inputs) do values[input.name] = input.value end
    self:submit(self.path, { type = "BUTTON_SUBMIT", vals = values })
end

function activate.INPUT(self) self:choose(self.chosen + 1) end

function Browser:choose(index)
    if #self.targets == 0 then return end
    self.chosen = (index - 1) % #self.targets + 1
    local _, height = term.getSize()
    local y = self.targets[self.chosen].y
    if y - self.top > height - 1 then self.top = y - height + 1 elseif y <= self.top then self.top = y - 1 end
end

function Browser:ask()
    term.setCursorPos(1, 1)
    term.clearLine()
    term.write("rttp://")
    local url = read()
    if url ~= "" then self:go(url) end
end

function Browser:key(key)
    local target = self.targets[self.chosen]
    if key == keys.down or key == keys.tab then
        self:choose(self.chosen + 1)
    elseif key == keys.up then
        self:choose(math.max(self.chosen, 1) - 1)
    elseif key == keys.pageDown then
        self.top = self.top + 1
    elseif key == keys.pageUp then
        self.top = math.max(self.top - 1, 0)
    elseif key == keys.enter and target then
        activate[target.type](self, target)
    elseif key == keys.backspace then
        if target and target.type == "INPUT" then
            target.value = target.value:sub(1, -2)
        elseif #self.history > 0 then
            local last = table.remove(self.history)
            self:load(last[1], last[2], true)
        end
    end
end

-- A character goes into the input that is chosen, or is a command. Returns true to leave.
function Browser:char(char)
    local target = self.targets[self.chosen]
    if target and target.type == "INPUT" then
        target.value = target.value .. char
    elseif char == "q" then
        return true
    elseif char == "g" then
        self:ask()
    elseif char == "r" then
        self:load(self.host, self.path, true)
    end
end

function commands.browse(url)
    if not url then return usage() end
    local host, path = split(url)
    net.setup()
    local self = setmetatable({ history = {}, elements = {}, targets = {}, chosen = 0, top = 0, inputs = {} }, Browser)
    self:load(host, path)
    while true do
        self:draw()
        local event, a = os.pullEvent()
        if event == "key" then
            self:key(a)
        elseif event == "char" and self:char(a) then
            break
        end
    end
    term.clear()
    term.setCursorPos(1, 1)
end

local command = commands[arguments[1]]
if command then command(arguments[2], arguments[3]) else usage() end

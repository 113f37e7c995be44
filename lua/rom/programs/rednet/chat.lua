-- chat: a chat room over rednet, with a host and those who join it.

local PROTOCOL = "chat"
local PING_EVERY = 15 -- seconds

local ink = colours.white
local highlight = term.isColour() and colours.yellow or colours.white

local opened -- the modem that we opened and so should close
local function open_modem()
    for _, name in ipairs(peripheral.getNames()) do
        if peripheral.getType(name) == "modem" then
            if not rednet.isOpen(name) then
                rednet.open(name)
                opened = name
            end
            return true
        end
    end
    print("No modems found.")
    return false
end

local function close_modem()
    if opened then rednet.close(opened) end
end

-- The host's side.

local function host(hostname)
    if not open_modem() then return end
    rednet.host(PROTOCOL, hostname)

    local users, order = {}, {} -- by user ID, and the IDs as they came
    local pings = {} -- timer -> user ID

    local function show_count()
        local _, y = term.getCursorPos()
        term.setCursorPos(1, y - 1)
        term.clearLine()
        print(#order == 1 and "1 user connected." or #order .. " users connected.")
    end

    local function tell(user, kind, text)
        rednet.send(user.computer, { sType = kind, nUserID = user.id, sText = text }, PROTOCOL)
    end

    local function tell_all(text)
        for _, id in ipairs(order) do tell(users[id], "text", text) end
    end

    local function ping(user)
        tell(user, "ping to client")
        user.answered = false
        pings[os.startTimer(PING_EVERY)] = user.id
    end

    local function remove(user, text)
        tell_all(text)
        users[user.id] = nil
        for i, id in ipairs(order) do
            if id == user.id then table.remove(order, i) break end
        end
        show_count()
    end

    local commands = {}
    function commands.me(user, words)
        if words == "" then tell(user, "text", "* Usage: /me [words]") return end
        tell_all("* " .. user.name .. " " .. words)
    end
    function commands.nick(user, name)
        if name == "" then tell(user, "text", "* Usage: /nick [nickname]") return end
        local old = user.name
        user.name = name
        tell_all("* " .. old .. " is now known as " .. name)
    end
    function commands.users(user)
        tell(user, "text", "* Connected Users:")
        local names = {}
        for i, id in ipairs(order) do names[i] = " " .. users[id].name end
        tell(user, "text", "*" .. table.concat(names))
    end
    function commands.help(user)
        tell(user, "text", "* Available commands:")
        tell(user, "text", "* /help /me /nick /users /logout")
    end

    local function on_text(user, text)
        local command = text:match("^/([a-z]+)")
        if not command then
            tell_all("<" .. user.name .. "> " .. text)
        elseif commands[command] then
            commands[command](user, text:sub(#command + 3))
        else
            tell(user, "text", "* Unrecognised command: /" .. command)
        end
    end

    local function on_message(sender, message)
        local kind, id = message.sType, message.nUserID
        if id == nil then return end
        if kind == "login" then
            if not message.sUsername then return end
            if not users[id] then order[#order + 1] = id end
            users[id] = { id = id, computer = sender, name = message.sUsername }
            show_count()
            tell_all("* " .. message.sUsername .. " has joined the chat")
            ping(users[id])
            return
        end

        local user = users[id]
        if not user or user.computer ~= sender then return end
        if kind == "logout" then
            remove(user, "* " .. user.name .. " has left the chat")
        elseif kind == "chat" then
            if message.sText then on_text(user, message.sText) end
        elseif kind == "ping to server" then
            tell(user, "pong to client")
        elseif kind == "pong to server" then
            user.answered = true
        end
    end

    print("0 users connected.")
    local ok, problem = pcall(parallel.waitForAny, function()
        while true do
            local _, timer = os.pullEvent("timer")
            local user = users[pings[timer]]
            pings[timer] = nil
            if user then
                if user.answered then ping(user) else remove(user, "* " .. user.name .. " has timed out") end
            end
        end
    end, function()
        while true do
            local sender, message = rednet.receive(PROTOCOL)
            if type(message) == "table" then on_message(sender, message) end
        end
    end)
    if not ok then printError(problem) end

    for _, id in ipairs(order) do tell(users[id], "kick") end
    rednet.unhost(PROTOCOL)
    close_modem()
end

-- A user's side.

local function join(hostname, username)
    if not open_modem() then return end
    write("Looking up " .. hostname .. "... ")
    local server = rednet.lookup(PROTOCOL, hostname)
    if not server then
        print("Failed.")
        return
    end
    print("Success.")

    local id = math.random(1, 2147483647)
    local function tell(kind, fields)
        local message = fields or {}
        message.sType, message.nUserID = kind, id
        rednet.send(server, message, PROTOCOL)
    end
    tell("login", { sUsername = username })

    -- A title, what was said, and the line being typed.
    local screen = term.current()
    local width, height = screen.getSize()
    local title = window.create(screen, 1, 1, width, 1)
    local said = window.create(screen, 1, 2, width, height - 2)
    local prompt = window.create(screen, 1, height, width, 1)
    said.setCursorPos(1, height - 2)
    screen.clear()
    term.redirect(prompt)
    prompt.restoreCursor()

    local function draw_title()
        local text = username .. " on " .. hostname
        title.setTextColour(highlight)
        title.setCursorPos(math.floor(title.getSize() / 2 - #text / 2), 1)
        title.clearLine()
        title.write(text)
        prompt.restoreCursor()
    end

    local function show(text)
        term.redirect(said)
        print()
        local head = text:match("^%*.*") or text:match("^<[^>]*>") or ""
        term.setTextColour(highlight)
        write(head)
        term.setTextColour(ink)
        write(text:sub(#head + 1))
        term.redirect(prompt)
        prompt.restoreCursor()
    end

    local answered, ping_timer = true, os.startTimer(0)
    draw_title()
    local ok, problem = pcall(parallel.waitForAny, function()
        while true do
            local event, a = os.pullEvent()
            if event == "timer" and a == ping_timer then
                if not answered then
                    show("Server timeout.")
                    return
                end
                tell("ping to server")
                answered, ping_timer = false, os.startTimer(PING_EVERY)
            elseif event == "term_resize" then
                width, height = screen.getSize()
                title.reposition(1, 1, width, 1)
                said.reposition(1, 2, width, height - 2)
                prompt.reposition(1, height, width, 1)
                draw_title()
            end
        end
    end, function()
        while true do
            local sender, message = rednet.receive(PROTOCOL)
            if sender == server and type(message) == "table" and message.nUserID == id then
                local kind = message.sType
                if kind == "text" then
                    if message.sText then show(message.sText) end
                elseif kind == "ping to client" then
                    tell("pong to server")
                elseif kind == "pong to client" then
                    answered = true
                elseif kind == "kick" then
                    return
                end
            end
        end
    end, function()
        local history = {}
        while true do
            prompt.setCursorPos(1, 1)
            prompt.clearLine()
            prompt.setTextColour(highlight)
            prompt.write(": ")
            prompt.setTextColour(ink)
            local line = read(nil, history)
            if line:find("^/logout") then return end
            tell("chat", { sText = line })
            history[#history + 1] = line
        end
    end)

    term.redirect(screen)
    local _, bottom = term.getSize()
    term.setCursorPos(1, bottom)
    term.clearLine()
    term.setCursorBlink(false)
    if not ok then printError(problem) end

    tell("logout")
    close_modem()
    print("Disconnected.")
end

local command, hostname, username = ...
if command == "host" and hostname then
    host(hostname)
elseif command == "join" and hostname and username then
    join(hostname, username)
else
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " host <hostname>")
    print(name .. " join <hostname> <nickname>")
end

-- pastebin: uploads files to pastebin.com, and downloads or runs those of others.

local command, what, target = ...
if not what then
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " put <filename>")
    print(name .. " get <code> <filename>")
    print(name .. " run <code> <arguments>")
    return
end

if not http then
    printError("Pastebin requires the http API, but it is not enabled")
    printError("This computer has no connection to the web")
    return
end

-- The code of a paste, which may be given as its address.
local function code_of(address)
    local path = address:gsub("^https?://", ""):gsub("^pastebin%.com/", ""):gsub("^raw/", "")
    return path:match("^%w+$")
end

local function fetch()
    local code = code_of(what)
    if not code then
        io.stderr:write("Invalid pastebin code.\n")
        io.write("It is what follows pastebin.com/ in the address.\n")
        return nil
    end

    write("Connecting to pastebin.com... ")
    -- The number keeps caches on the way from answering.
    local response, problem = http.get(("https://pastebin.com/raw/%s?cb=%x"):format(code, math.random(0, 2 ^ 30)))
    if not response then
        io.stderr:write("Failed.\n")
        print(problem)
        return nil
    end
    local kind = response.getResponseHeaders()["Content-Type"]
    if not kind or not kind:find("^text/plain") then
        io.stderr:write("Failed.\n")
        print("Pastebin wants to see a person first. Open this in a browser: https://pastebin.com/" .. code)
        return nil
    end
    print("Success.")
    local text = response.readAll()
    response.close()
    return text
end

local function put()
    local path = shell.resolve(what)
    if not fs.exists(path) or fs.isDir(path) then
        print("No such file")
        return
    end
    local file = fs.open(path, "r")
    local text = file.readAll()
    file.close()

    write("Connecting to pastebin.com... ")
    local fields = {
        "api_option=paste",
        "api_dev_key=0ec2eb25b6166c0c27a394ae118ad829",
        "api_paste_format=lua",
        "api_paste_name=" .. textutils.urlEncode(fs.getName(path)),
        "api_paste_code=" .. textutils.urlEncode(text),
    }
    local response = http.post("https://pastebin.com/api/api_post.php", table.concat(fields, "&"))
    if not response then
        print("Failed.")
        return
    end
    print("Success.")
    local address = response.readAll()
    response.close()
    print("Uploaded as " .. address)
    print("Run \"pastebin get " .. address:match("[^/]+$") .. "\" to download anywhere")
end

local function get()
    local path = shell.resolve(target)
    if fs.exists(path) then
        print("File already exists")
        return
    end
    local text = fetch()
    if not text then return end
    local file = fs.open(path, "w")
    file.write(text)
    file.close()
    print("Downloaded as " .. target)
end

local function run(...)
    local text = fetch()
    if not text then return end
    local program, problem = load(text, what, "t", _ENV)
    local ok = false
    if program then ok, problem = pcall(program, ...) end
    if not ok then printError(problem) end
end

if command == "put" then
    put()
elseif command == "get" and target then
    get()
elseif command == "run" then
    run(select(3, ...))
else
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usages:")
    print(name .. " put <filename>")
    print(name .. " get <code> <filename>")
    print(name .. " run <code> <arguments>")
end

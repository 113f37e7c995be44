-- wget: downloads a file from the web, or runs it.

local args = { ... }
local running = args[1] == "run"
if running then table.remove(args, 1) end
local url = table.remove(args, 1)

if not url then
    local name = arg[0] or fs.getName(shell.getRunningProgram())
    print("Usage:")
    print(name .. " <url> [filename]")
    print(name .. " run <url>")
    return
end

if not http then
    printError("wget requires the http API, but it is not enabled")
    printError("This computer has no connection to the web")
    return
end

local function name_in(address)
    return address:gsub("[#?].*", ""):gsub("/+$", ""):match("/([^/]+)$")
end

local function fetch()
    local ok, problem = http.checkURL(url)
    if not ok then
        printError(problem or "Invalid URL.")
        return nil
    end
    write("Connecting to " .. url .. "... ")
    local response = http.get(url)
    if not response then
        print("Failed.")
        return nil
    end
    print("Success.")
    local text = response.readAll() or ""
    response.close()
    return text
end

if running then
    local text = fetch()
    if not text then return end
    local program, problem = load(text, name_in(url), "t", _ENV)
    local ok = false
    if program then ok, problem = pcall(program, table.unpack(args)) end
    if not ok then printError(problem) end
    return
end

local name = args[1] or name_in(url) or url
local path = shell.resolve(name)
if fs.exists(path) then
    print("File already exists")
    return
end
local text = fetch()
if not text then return end
local file, problem = fs.open(path, "wb")
if not file then
    printError("Cannot save file: " .. problem)
    return
end
file.write(text)
file.close()
print("Downloaded as " .. name)

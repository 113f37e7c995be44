-- cc.require: builds a program's own require function and package table.

local expect = (... and type(...) == "table" and ... or dofile("/rom/modules/main/cc/expect.lua")).expect

local function from_preload(package)
    return function(name)
        local loader = package.preload[name]
        if loader then return loader end
        return nil, "no field package.preload['" .. name .. "']"
    end
end

local function from_path(package, env)
    return function(name)
        local path, tried = package.searchpath(name, package.path)
        if not path then return nil, tried end
        local chunk, problem = loadfile(path, nil, env)
        if not chunk then return nil, problem end
        return chunk, path
    end
end

-- Operating systems for the game set package.path anew. The network modules that the
-- machine brings are found all the same; what is on the path goes before them.
local function from_machine(env)
    return function(name)
        if not ccnet or name:find("^cc%.") or not name:find("^[%w_.]+$") then return nil end
        local path = "/rom/modules/main/" .. name:gsub("%.", "/") .. ".lua"
        local chunk = fs.exists(path) and loadfile(path, nil, env)
        if not chunk then return nil end
        return chunk, path
    end
end

-- Paths that do not begin with a slash are taken from dir.
local function searcher_in(dir)
    return function(name, path, sep, rep)
        expect(1, name, "string")
        expect(2, path, "string")
        sep = expect(3, sep, "string", "nil") or "."
        rep = expect(4, rep, "string", "nil") or "/"

        local file_name = name:gsub(sep:gsub("%.", "%%."), rep)
        local tried = {}
        for pattern in path:gmatch("[^;]+") do
            local candidate = pattern:gsub("%?", file_name)
            if candidate:sub(1, 1) ~= "/" then candidate = fs.combine(dir, candidate) end
            if fs.exists(candidate) and not fs.isDir(candidate) then return candidate end
            tried[#tried + 1] = "no file '" .. candidate .. "'"
        end
        return nil, table.concat(tried, "\n  ")
    end
end

local function make_require(package)
    local unfinished = {} -- stands for a module that is being loaded, or that failed

    return function(name)
        expect(1, name, "string")

        local module = package.loaded[name]
        if module == unfinished then
            error("loop or previous error loading module '" .. name .. "'", 0)
        end
        if module then return module end

        local message = { "module '" .. name .. "' not found:" }
        for _, search in ipairs(package.loaders) do
            local found = table.pack(search(name))
            local loader = found[1]
            if loader then
                package.loaded[name] = unfinished
                module = loader(name, table.unpack(found, 2, found.n))
                if module == nil then module = true end
                package.loaded[name] = module
                return module
            end
            message[#message + 1] = found[2]
        end
        error(table.concat(message, "\n  "), 2)
    end
end

local standard = { "string", "table", "math", "coroutine", "bit32", "utf8", "debug" }

local function make(env, dir)
    expect(1, env, "table")
    expect(2, dir, "string")

    local path = "?;?.lua;?/init.lua"
    local function add(root)
        path = path .. ";" .. root .. "/?;" .. root .. "/?.lua;" .. root .. "/?/init.lua"
    end
    add("/rom/modules/main")
    if turtle then add("/rom/modules/turtle") elseif commands then add("/rom/modules/command") end

    local package = {
        config = "/\n;\n?\n!\n-",
        path = path,
        preload = {},
        searchpath = searcher_in(dir),
    }
    package.loaded = { _G = _G, package = package }
    local registry = debug and debug.getregistry and debug.getregistry()
    local libraries = type(registry) == "table" and rawget(registry, "_LOADED")
    if type(libraries) == "table" then
        for name, library in next, libraries do
            if type(name) == "string" then package.loaded[name] = library end
        end
    else
        for _, name in ipairs(standard) do package.loaded[name] = _G[name] end
    end
    package.loaders = { from_preload(package), from_path(package, env), from_machine(env) }

    return make_require(package), package
end

return { make = make }

-- PacMan: the packages of a Copper OS, which are directories in /os/pkg.

local PacMan = {}

local ROOT = "/os/pkg"

local function path_of(package) return fs.combine(ROOT, package) end

function PacMan.exists(package) return fs.exists(path_of(package)) end

-- The names of all packages.
function PacMan.list()
    return fs.isDir(ROOT) and fs.list(ROOT) or {}
end

-- The table in a package's meta.tbl (meta.json is looked at too), or nothing.
function PacMan.getMeta(package)
    for _, name in ipairs { "meta.tbl", "meta.json" } do
        local file = fs.open(fs.combine(path_of(package), name), "r")
        if file then
            local meta = textutils.unserialise(file.readAll())
            file.close()
            return meta
        end
    end
    return nil
end

function PacMan.getType(package)
    local meta = PacMan.getMeta(package)
    return meta and meta.type
end

-- There is nowhere to install from.
function PacMan.install() return false end

function PacMan.delete(package)
    if not PacMan.exists(package) then return false end
    fs.delete(path_of(package))
    return true
end

return PacMan

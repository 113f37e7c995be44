-- term: the terminal that programs write to, which can be pointed elsewhere.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local native = term.native and term.native() or term
local target = native

local term = _ENV

function term.redirect(new)
    expect(1, new, "table")
    if new == term or new == _G.term then
        error("term is not a recommended redirect target, try term.current() instead", 2)
    end

    for name, method in pairs(native) do
        if type(name) == "string" and type(method) == "function" and type(new[name]) ~= "function" then
            new[name] = function() error("Redirect object is missing method " .. name .. ".", 2) end
        end
    end
    local old = target
    target = new
    return old
end

function term.current()
    return target
end

function term.native()
    return native
end

-- These belong to the screen itself and cannot be redirected.
for _, name in ipairs { "nativePaletteColor", "nativePaletteColour" } do
    term[name], native[name] = native[name], nil
end

for name, method in pairs(native) do
    if type(name) == "string" and type(method) == "function" and rawget(term, name) == nil then
        term[name] = function(...) return target[name](...) end
    end
end

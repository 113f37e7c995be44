-- cc.completion: suggestions for read, from lists of choices.

local expect = require "cc.expect".expect

-- What follows text in each choice that begins with it.
local function choose(text, choices, add_space)
    local results = {}
    local blank = add_space and " " or ""
    for _, choice in ipairs(choices) do
        if #choice + #blank > #text and choice:sub(1, #text) == text then
            results[#results + 1] = choice:sub(#text + 1) .. blank
        end
    end
    return results
end

local completion = {}

function completion.choice(text, choices, add_space)
    expect(1, text, "string")
    expect(2, choices, "table")
    expect(3, add_space, "boolean", "nil")
    return choose(text, choices, add_space)
end

function completion.peripheral(text, add_space)
    expect(1, text, "string")
    expect(2, add_space, "boolean", "nil")
    return choose(text, peripheral.getNames(), add_space)
end

function completion.side(text, add_space)
    expect(1, text, "string")
    expect(2, add_space, "boolean", "nil")
    return choose(text, redstone.getSides(), add_space)
end

function completion.setting(text, add_space)
    expect(1, text, "string")
    expect(2, add_space, "boolean", "nil")
    return choose(text, settings.getNames(), add_space)
end

function completion.command(text, add_space)
    expect(1, text, "string")
    expect(2, add_space, "boolean", "nil")
    return choose(text, commands and commands.list() or {}, add_space)
end

return completion

-- set: shows and changes settings.

local pretty = require "cc.pretty"

local name, text = ...
if not name then
    local lines = {}
    for i, setting in ipairs(settings.getNames()) do
        lines[i] = textutils.serialize(setting) .. " is " .. textutils.serialize(settings.get(setting))
    end
    local _, y = term.getCursorPos()
    textutils.pagedPrint(table.concat(lines, "\n"), y - 3)
    return
end

local detail = settings.getDetails(name)
if not text then
    local message = pretty.text(name, colours.cyan) .. " is " .. pretty.pretty(detail.value)
    if detail.default ~= nil and detail.value ~= detail.default then
        message = message .. " (default is " .. pretty.pretty(detail.default) .. ")"
    end
    pretty.print(message)
    if detail.description then print(detail.description) end
    return
end

local value = tonumber(text) or text
if text == "true" or text == "false" then value = text == "true" end

if text == "nil" then
    value = nil
    settings.unset(name)
    print(textutils.serialize(name) .. " unset")
elseif detail.type and detail.type ~= type(value) then
    printError(("%s is not a valid %s."):format(textutils.serialize(text), detail.type))
    return
else
    settings.set(name, value)
    print(textutils.serialize(name) .. " set to " .. textutils.serialize(value))
end
if value ~= detail.value then settings.save() end

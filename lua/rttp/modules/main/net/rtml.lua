-- net.rtml: makes pages of RTML: lists of elements at places of a screen.

local rtml = {
    TYPE_TEXT = "TEXT",
    TYPE_INPUT = "INPUT",
    TYPE_LINK = "LINK",
    TYPE_DOMAIN_LINK = "DOM-LINK",
    TYPE_BUTTON = "BUTTON",
    BUTTON_ACTION_SUBMIT = "SUBMIT",
    BUTTON_ACTION_PUSH = "PUSH",
}

function rtml.createElement(kind, x, y)
    return { type = kind, x = x, y = y }
end

-- The fields that come after x and y, and what is fixed.
local function maker(kind, ...)
    local fields = { ... }
    return function(x, y, ...)
        local element = { type = kind, x = x, y = y }
        for i = 1, #fields do element[fields[i]] = (select(i, ...)) end
        return element
    end
end

rtml.createText = maker(rtml.TYPE_TEXT, "text", "color")
rtml.createLink = maker(rtml.TYPE_LINK, "text", "href")
rtml.createDomainLink = maker(rtml.TYPE_DOMAIN_LINK, "text", "href")
rtml.createInput = maker(rtml.TYPE_INPUT, "len", "name", "hide")
rtml.createButton = maker(rtml.TYPE_BUTTON, "text", "action")

function rtml.createSubmitButton(x, y, text)
    return rtml.createButton(x, y, text, rtml.BUTTON_ACTION_SUBMIT)
end

-- A context gathers the elements of a page: context.elements.
local Context = {}
Context.__index = Context

function rtml.createContext()
    return setmetatable({ elements = {} }, Context)
end

function Context:addElement(element)
    self.elements[#self.elements + 1] = element
end

for method, make in pairs {
    addText = rtml.createText, addLink = rtml.createLink, addInput = rtml.createInput,
    addButton = rtml.createButton, addSubmitButton = rtml.createSubmitButton,
} do
    Context[method] = function(self, ...) self:addElement(make(...)) end
end

return rtml

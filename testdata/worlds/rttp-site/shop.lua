-- A shop: two pages and an order form.
local net, rttp = require "net", require "rttp"

local pages = {}

pages["/"] = function()
    local page = net.rtml.createContext()
    page:addText(2, 2, "The Cake Shop", colours.orange)
    page:addLink(2, 4, "Order", "order")
    return page.elements
end

pages["/order"] = function()
    local page = net.rtml.createContext()
    page:addText(2, 2, "What shall it be?")
    page:addInput(2, 4, 16, "what")
    page:addSubmitButton(2, 6, "Order")
    return page.elements
end

rttp.handleMsg(function(method, head, body)
    local codes = rttp.responseCodes
    local page = pages[head.path]
    if method == "GET" and page then return codes.okay, "table/rtml", page() end
    if method == "GET" and head.path == "/thanks" then
        local cookies = head.cookies or {}
        return codes.okay, "text/plain", "Thank you for ordering " .. tostring(cookies.order)
    end
    if method == "POST" and head.path == "/order" then
        print("order: " .. body.vals.what)
        return codes.movedTemporarily, "text/plain", "Thank you",
            { redirect = "/thanks", cookies = { order = body.vals.what } }
    end
    return codes.notFound, "text/plain", "No such page"
end)
net.setup()
print("Serving at " .. net.ipFormat(net.getIP()))
rttp.runServer()

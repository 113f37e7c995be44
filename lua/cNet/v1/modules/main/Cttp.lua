-- Cttp: requests and responses over CNet. It has the functions of CNet that its programs need.

local CNet = require "CNet"
_ENV.CNet = CNet -- programs find it as a global, as the original leaves it

local Cttp = {
    setDebugMode = CNet.setDebugMode,
    CNet = { send = CNet.send, sendUnencrypted = CNet.sendUnencrypted, listen = CNet.listen },
    auth = CNet.auth,
    close = CNet.close,
    closeAll = CNet.closeAll,
    connect = CNet.connect,
    eventHandlers = CNet.eventHandlers,
    host = CNet.host,
    setup = CNet.setup,
    system = CNet.system,
}

local bodies = { ["nil"] = true, boolean = true, number = true, string = true, table = true }

local routes = { GET = {}, POST = {}, DELETE = {} } -- handlers by method and path

local function is_request(request)
    return type(request) == "table" and routes[request.method] ~= nil and type(request.path) == "string"
        and bodies[type(request.body)]
end

local function is_response(response)
    return type(response) == "table" and type(response.status) == "number" and bodies[type(response.body)]
end

-- Requests with the method for exactly this path are answered with what handler(body)
-- returns: a status and a body, or a response.
function Cttp.ApiMapping(method, path, handler)
    if not routes[method] then error("Invalid method: " .. tostring(method), 2) end
    routes[method][path] = handler
end

function Cttp.GetMapping(path, handler) Cttp.ApiMapping("GET", path, handler) end
function Cttp.PostMapping(path, handler) Cttp.ApiMapping("POST", path, handler) end
function Cttp.DeleteMapping(path, handler) Cttp.ApiMapping("DELETE", path, handler) end

Cttp.GetMapping("/", function() return 200, "Hello World!" end)

function Cttp.Response(status, body)
    if is_response(status) then return status end
    return { status = status, body = body }
end

function Cttp.Request(method, path, body)
    return { method = method, path = path, body = body }
end

function Cttp.GetRequest(path, body) return Cttp.Request("GET", path, body) end
function Cttp.PostRequest(path, body) return Cttp.Request("POST", path, body) end
function Cttp.DeleteRequest(path, body) return Cttp.Request("DELETE", path, body) end

local function respond(request)
    local handler = routes[request.method][request.path]
    if not handler then return Cttp.Response(404, "Not Found") end
    local ok, status, body = pcall(handler, request.body)
    if not ok then
        if status == "Terminated" then error(status, 0) end
        print(status)
        return Cttp.Response(500, "Internal Server Error")
    end
    local response = Cttp.Response(status, body)
    if type(status) == "table" then response = { status = status.status, body = status.body } end
    if is_response(response) then return response end
    return Cttp.Response(500, "Internal Server Error")
end

CNet.eventHandlers.message = function(message, socket)
    if is_request(message) then CNet.send(socket, respond(message)) end
end

-- Sends a request and waits for the response: true and the response, or false. With a
-- callback it returns at once, and callback(response) gets the response.
function Cttp.sendRequest(socket, request, callback, timeout)
    if not is_request(request) then return false end
    CNet.send(socket, request)
    local ok, response = CNet.listen(socket, callback, timeout)
    if ok and is_response(response) then return true, response end
    return false
end

function Cttp.connectAndRequest(serverName, request, callback, timeout)
    return Cttp.sendRequest(CNet.connect(serverName), request, callback, timeout)
end

return Cttp

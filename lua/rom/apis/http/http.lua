-- http: requests that wait for their answers, over the native ones that do not.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local native = http
local native_request, native_check, native_websocket = native.request, native.checkURL, native.websocket

local http = _ENV

local methods = {}
for name in ("GET POST HEAD OPTIONS PUT DELETE PATCH TRACE"):gmatch("%a+") do methods[name] = true end

-- Blames the caller of the function that checks its options.
local function check_field(options, name, kind, optional)
    local value = options[name]
    if type(value) ~= kind and not (optional and value == nil) then
        error(("bad field '%s' (%s expected, got %s"):format(name, kind, type(value)), 4)
    end
end

local function check_request(options, body)
    check_field(options, "url", "string")
    if body == "none" then
        check_field(options, "body", "nil")
    else
        check_field(options, "body", "string", body == "optional")
    end
    check_field(options, "headers", "table", true)
    check_field(options, "method", "string", true)
    check_field(options, "redirect", "boolean", true)
    check_field(options, "timeout", "number", true)
    if options.method and not methods[options.method] then error("Unsupported HTTP method", 3) end
end

local function check_websocket(options)
    check_field(options, "url", "string")
    check_field(options, "headers", "table", true)
    check_field(options, "timeout", "number", true)
end

-- Sends a request and waits for its outcome.
local function fetch(url, ...)
    local ok, problem = native_request(...)
    if not ok then return nil, problem end
    while true do
        local event, about, a, b = os.pullEvent()
        if about == url then
            if event == "http_success" then return a end
            if event == "http_failure" then return nil, a, b end
        end
    end
end

function http.get(url, headers, binary)
    if type(url) == "table" then
        check_request(url, "none")
        return fetch(url.url, url)
    end
    expect(1, url, "string")
    expect(2, headers, "table", "nil")
    expect(3, binary, "boolean", "nil")
    return fetch(url, url, nil, headers, binary)
end

function http.post(url, body, headers, binary)
    if type(url) == "table" then
        check_request(url, "needed")
        return fetch(url.url, url)
    end
    expect(1, url, "string")
    expect(2, body, "string")
    expect(3, headers, "table", "nil")
    expect(4, binary, "boolean", "nil")
    return fetch(url, url, body, headers, binary)
end

function http.request(url, body, headers, binary)
    local address = url
    if type(url) == "table" then
        check_request(url, "optional")
        address = url.url
    else
        expect(1, url, "string")
        expect(2, body, "string", "nil")
        expect(3, headers, "table", "nil")
        expect(4, binary, "boolean", "nil")
    end
    local ok, problem = native_request(url, body, headers, binary)
    if not ok then os.queueEvent("http_failure", address, problem) end
    return ok, problem
end

http.checkURLAsync = native_check

function http.checkURL(url)
    expect(1, url, "string")
    local ok, problem = native_check(url)
    while ok do
        local _, about, allowed, reason = os.pullEvent("http_check")
        if about == url then return allowed, reason end
    end
    return ok, problem
end

function http.websocketAsync(url, headers)
    local address = url
    if type(url) == "table" then
        check_websocket(url)
        address = url.url
    else
        expect(1, url, "string")
        expect(2, headers, "table", "nil")
    end
    local ok, problem = native_websocket(url, headers)
    if not ok then os.queueEvent("websocket_failure", address, problem) end
    return ok, problem
end

function http.websocket(url, headers)
    local address = url
    if type(url) == "table" then
        check_websocket(url)
        address = url.url
    else
        expect(1, url, "string")
        expect(2, headers, "table", "nil")
    end
    local ok, problem = native_websocket(url, headers)
    while ok do
        local event, about, result = os.pullEvent()
        if about == address then
            if event == "websocket_success" then return result end
            if event == "websocket_failure" then return false, result end
        end
    end
    return ok, problem
end

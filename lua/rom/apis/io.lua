-- io: Lua's file library over fs and the terminal.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local type_of = type

local io = _ENV

-- A file wraps a handle of fs, or a table with the few methods that a terminal has.
local methods = {}
local meta = { __name = "FILE*", __index = methods }

function meta:__tostring()
    if self._closed then return "file (closed)" end
    return "file (" .. (tostring(self._handle):match("table: (%x+)") or "?") .. ")"
end

local function is_file(value)
    return type_of(value) == "table" and getmetatable(value) == meta
end

local function refuse(value, level)
    error("bad argument #1 (FILE expected, got " .. type_of(value) .. ")", level + 1)
end

-- The handle of an open file; blames the caller of the method otherwise.
local function handle_of(file)
    if not is_file(file) then refuse(file, 3) end
    if file._closed then error("attempt to use a closed file", 3) end
    return file._handle
end

function methods:close()
    local handle = handle_of(self)
    if not handle.close then return nil, "attempt to close standard stream" end
    self._closed = true
    handle.close()
    return true
end

function methods:flush()
    local handle = handle_of(self)
    if handle.flush then handle.flush() end
    return true
end

function methods:seek(whence, offset)
    local handle = handle_of(self)
    if not handle.seek then return nil, "file is not seekable" end
    return handle.seek(whence, offset)
end

function methods:setvbuf()
end

function methods:write(...)
    local handle = handle_of(self)
    if not handle.write then return nil, "file is not writable" end
    for i = 1, select("#", ...) do
        local value = select(i, ...)
        expect(i, value, "string", "number")
        handle.write(value)
    end
    return self
end

local function read_format(handle, format, index)
    local kind = type_of(format)
    if kind == "number" then return handle.read and handle.read(format) end
    if kind ~= "string" then
        error("bad argument #" .. index .. " (string expected, got " .. kind .. ")", 3)
    end

    local letter = format:match("^%*?(.?)")
    if letter == "l" then
        return handle.readLine and handle.readLine()
    elseif letter == "L" and handle.readLine then
        return handle.readLine(true)
    elseif letter == "a" then
        return handle.readAll and (handle.readAll() or "")
    elseif letter ~= "n" then -- numbers are never found
        error("bad argument #" .. index .. " (invalid format)", 3)
    end
end

function methods:read(...)
    local handle = handle_of(self)
    if not handle.read and not handle.readLine then return nil, "Not opened for reading" end

    local count = select("#", ...)
    if count == 0 then return handle.readLine and handle.readLine() end
    local results = {}
    for i = 1, count do
        results[i] = read_format(handle, (select(i, ...)), i) or nil
        if not results[i] then break end
    end
    return table.unpack(results, 1, count)
end

function methods:lines(...)
    local handle = handle_of(self)
    if not handle.read then return nil, "file is not readable" end

    local formats = table.pack(...)
    local function close_at_end(...)
        if (...) == nil and self._autoclose and not self._closed then self:close() end
        return ...
    end
    return function()
        if self._closed then error("file is already closed", 2) end
        return close_at_end(self:read(table.unpack(formats, 1, formats.n)))
    end
end

local function new_file(handle)
    return setmetatable({ _handle = handle }, meta)
end

-- The standard streams.

io.stdin = new_file { readLine = _G.read }
io.stdout = new_file { write = _G.write }
io.stderr = new_file {
    write = function(text)
        local coloured = term.isColour()
        local colour = coloured and term.getTextColour()
        if coloured then term.setTextColour(colors.red) end
        _G.write(text)
        if coloured then term.setTextColour(colour) end
    end,
}

local current_input, current_output = io.stdin, io.stdout

function io.open(path, mode)
    expect(1, path, "string")
    expect(2, mode, "string", "nil")
    local handle, problem = fs.open(path, mode or "r")
    if not handle then return nil, problem end
    return new_file(handle)
end

function io.close(file)
    if file == nil then return current_output:close() end
    if not is_file(file) then refuse(file, 2) end
    return file:close()
end

function io.flush()
    return current_output:flush()
end

-- The file that a call of input or output names; blames the caller's caller.
local function choose(file, mode)
    if type_of(file) == "string" then
        local opened, problem = io.open(file, mode)
        if not opened then error(problem, 3) end
        return opened
    elseif file ~= nil and not is_file(file) then
        refuse(file, 3)
    end
    return file
end

function io.input(file)
    current_input = choose(file, "r") or current_input
    return current_input
end

function io.output(file)
    current_output = choose(file, "wb") or current_output
    return current_output
end

function io.lines(path, ...)
    expect(1, path, "string", "nil")
    if not path then return current_input:lines(...) end

    local file, problem = io.open(path, "r")
    if not file then error(problem, 2) end
    file._autoclose = true
    return file:lines(...)
end

function io.read(...)
    return current_input:read(...)
end

function io.write(...)
    return current_output:write(...)
end

function io.type(value)
    if not is_file(value) then return nil end
    return value._closed and "closed file" or "file"
end

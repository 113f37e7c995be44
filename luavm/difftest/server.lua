-- Runs programs that come on standard input, each after a line with its length in
-- bytes, and answers each with a line of two lengths, what went wrong if anything
-- did, and what the program wrote. Programs have globals of their own.
local read, answer = io.read, io.stdout
local strings = getmetatable("")

local function globals(written)
  local env = {}
  for name, value in pairs(_G) do
    if type(value) == "table" and value ~= _G then
      local copy = {}
      for k, v in pairs(value) do copy[k] = v end
      value = copy
    end
    env[name] = value
  end
  env._G = env
  env.io = { write = function(...)
    for i = 1, select("#", ...) do written[#written + 1] = (select(i, ...)) end
  end }
  strings.__index = env.string
  return env
end

while true do
  local length = read("*l")
  if not length then break end
  local written = {}
  local chunk, failure = load(read(tonumber(length)), "=stdin", "t", globals(written))
  if chunk then
    local ok, err = pcall(chunk)
    failure = not ok and "error: " .. tostring(err) or ""
  else
    failure = "compile: " .. failure
  end
  written = table.concat(written)
  answer:write(#failure, " ", #written, "\n", failure, written)
  answer:flush()
end

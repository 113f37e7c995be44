-- load of a giant source, of a giant string in it, of giant numbers and names.
-- expect: not enough memory
-- expect: (done|Too long without yielding)
local function try(...)
	local ok, f, message = pcall(load, ...)
	print(ok and (f and "compiled" or message:sub(1, 80)) or f)
end
try(("x = 1 "):rep(2e6), "=chunk")
try("x = '" .. ("y"):rep(2e7) .. "'", "=chunk")
try(("y"):rep(1e7) .. " = 1", "=chunk")
try("x = " .. ("9"):rep(1e7), "=chunk")
try("x = 0x" .. ("f"):rep(1e7), "=chunk")
try("x = 1e" .. ("9"):rep(1e6), "=chunk")
try("--[" .. ("="):rep(1e6) .. "[", "=chunk")
try("x = [" .. ("="):rep(1e6) .. "[", "=chunk")
try(("\n"):rep(1e7) .. "x", "=chunk")
try("x = ", ("n"):rep(1e6))
print("done")

-- Long chains of operators, calls, indices and else-ifs.
-- expect: done
local n = 1e5
local function try(source)
	local f, message = load(source, "=chunk")
	if f then print(pcall(f)) else print(message) end
end
x, f, t = 1, function() return f end, {}
t.t = t
try("local y = x" .. (" .. x"):rep(n))
try("local y = x" .. (" + x"):rep(n))
try("local y = x" .. (" ^ x"):rep(n))
try("local y = " .. ("-"):rep(1):rep(1) .. ("- "):rep(n) .. "x")
try("local y = " .. ("not "):rep(n) .. "x")
try("local y = x" .. (" and x"):rep(n))
try("local y = x" .. (" or x"):rep(n))
try("local y = f" .. ("()"):rep(n))
try("local y = t" .. (".t"):rep(n))
try("local y = t" .. ("[t"):rep(n) .. ("]"):rep(n))
try("f" .. ("{}"):rep(n))
try("if x == 2 then" .. (" elseif x == 3 then"):rep(n) .. " end")
try("local a = {" .. ("1,"):rep(n) .. "}")
try("local a = {" .. ("x=1,"):rep(n) .. "}")
try("local a = f(" .. ("1,"):rep(n) .. "1)")
try("return " .. ("1,"):rep(n) .. "1")
try("x" .. (",x"):rep(n) .. " = 1")
try("local x" .. (",x"):rep(n) .. " = 1")
try("goto a " .. ("::a::"):rep(n))
try(("local x = 1 "):rep(n))
try(("goto a "):rep(n) .. "::a::")
print("done")

-- JSON that is deep, long, broken.
-- expect: done
local function try(text) local ok, result, message = pcall(textutils.unserialiseJSON, text) print(ok, (tostring(message or result):sub(1, 80))) end
try(("["):rep(1e5)) try(("["):rep(1e5) .. ("]"):rep(1e5)) try(('{"a":'):rep(1e5)) try('"' .. ("\\u0041"):rep(1e5) .. '"')
try(("1,"):rep(1e5)) try("[" .. ("1,"):rep(2e5) .. "1]") try(("9"):rep(1e6)) try("1e999999999") try('"' .. ("x"):rep(1e6)) try("\0") try('"\\ud800"')
try(("-"):rep(1e5)) try((" "):rep(1e6)) try("nul") try("[1,2,3") try('{"a"}')
print(pcall(textutils.unserialise, ("{"):rep(1e5) .. ("}"):rep(1e5)))
print(pcall(textutils.unserialise, "(function() while true do end end)()"))
print("done")

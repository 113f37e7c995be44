-- Parentheses, tables, functions and blocks inside each other.
-- quick
-- expect: chunk:1: main function has more than 200
-- expect: done
local n = 1e5
local function try(before, inside, after) print((select(2, load(before:rep(n) .. inside .. after:rep(n), "=chunk")))) end
try("x = " .. "(", "1", ")")
try("(", "1", ")")
print(select(2, load("x = " .. ("("):rep(n) .. "1" .. (")"):rep(n), "=chunk")))
print(select(2, load("x = " .. ("{"):rep(n) .. "1" .. ("}"):rep(n), "=chunk")))
print(select(2, load("x = " .. ("{x="):rep(n) .. "1" .. ("}"):rep(n), "=chunk")))
print(select(2, load("x = " .. ("function() return "):rep(n) .. "1" .. (" end"):rep(n), "=chunk")))
try("do ", "", " end")
try("while true do ", "", " end")
try("if x then ", "", " end")
try("for i = 1, 2 do ", "", " end")
try("repeat ", "", " until x")
try("function f() ", "", " end")
print("done")

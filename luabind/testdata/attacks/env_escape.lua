-- getfenv and setfenv of everything in reach.
-- quick
-- expect: (done|trap)
for level = 0, 50 do pcall(function() local env = getfenv(level) env.injected = true end) end
for _, f in ipairs { print, pcall, os.pullEvent, fs.open, shell.run, term.write, rednet.send } do
	print(pcall(getfenv, f)) print(pcall(setfenv, f, setmetatable({}, { __index = function(_, k) error("trap " .. k) end })))
end
print(pcall(setfenv, 0, {}), pcall(setfenv, 1e9, {}), pcall(setfenv, -1, {}))
print("done")

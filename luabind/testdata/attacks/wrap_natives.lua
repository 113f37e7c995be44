-- Coroutines of native functions.
-- quick
-- expect: done
for _, f in ipairs { print, pcall, error, coroutine.yield, coroutine.resume, coroutine.wrap, os.pullEvent, string.gsub, table.sort, load, next, setmetatable, xpcall, debug.traceback, term.write, fs.open, os.queueEvent, peripheral.call } do
	local co = coroutine.create(f)
	for i = 1, 5 do coroutine.resume(co, "x", print, co) end
	pcall(coroutine.wrap(f))
	pcall(coroutine.wrap(coroutine.wrap(f)), f)
end
print("done")

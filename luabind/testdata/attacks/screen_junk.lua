-- The screen with arguments that it does not expect.
-- quick
-- expect: done
local junk = { 0/0, 1/0, -1/0, 2^53, -2^53, 1e300, -1, 0, 3, "x", "", ("x"):rep(1e5), {}, false, print }
for name, f in pairs(term) do
	if name ~= "redirect" then
		for _, a in ipairs(junk) do
			pcall(f, a) pcall(f, a, a) pcall(f, a, a, a) pcall(f, a, a, a, a)
			for _, b in ipairs(junk) do pcall(f, a, b) end
		end
	end
end
term.setCursorPos(2^31, -2^31) term.write(("x"):rep(1e5)) term.scroll(2^31) term.scroll(-2^31)
term.setCursorPos(1, 1) term.clear() term.setTextColour(1) term.setBackgroundColour(32768)
print(pcall(term.blit, ("x"):rep(1e5), ("g"):rep(1e5), (" "):rep(1e5)))
print(pcall(term.redirect, 1), pcall(term.redirect, print))
print("done")

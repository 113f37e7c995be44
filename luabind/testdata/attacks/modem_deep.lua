-- Payloads that are deep, cyclic and shared, over both kinds of modem.
-- expect: done
for _, side in ipairs { "back", "left" } do
	local modem = peripheral.wrap(side)
	local t = {}
	for i = 1, 1e5 do t = { t } end
	print(pcall(modem.transmit, 1, 1, t))
	local c = {} c.c = c c[c] = c
	print(pcall(modem.transmit, 1, 1, c))
	local shared = {}
	for i = 1, 60 do shared = { shared, shared } end
	print(pcall(modem.transmit, 1, 1, shared))
	local key = {}
	for i = 1, 25 do key = { [key] = key, [{ key }] = key } end
	print(pcall(modem.transmit, 1, 1, key))
	print(pcall(modem.transmit, 2^53, 1, 1), pcall(modem.transmit, -1, 0/0, 1), pcall(modem.transmit, "x"))
	print(pcall(modem.transmit, 1, 1, print), pcall(modem.transmit, 1, 1, 0/0), pcall(modem.transmit, 1, 1))
	for i = 0, 65535 do pcall(modem.open, i) end
	for i = 0, 65535 do pcall(modem.close, i) end
end
print("done")

-- Paths that lead outside.
-- quick
-- never: the secret
-- expect: done
local names = {
	"..", "../secret", "../../secret", "/../secret", "a/../../secret", "link", "up/secret", "root/etc/passwd", "up/disk/attack.lua",
	"..\\secret", "...", ".../secret", "C:\\secret", "//secret", "\0", "x\0/../../secret", "link\0", "~", "~/secret", "file:///etc/passwd",
	"rom/../../secret", "rom/../link", "up/../secret", ("../"):rep(1000) .. "secret", ("a/"):rep(1000), ("x"):rep(1e6), "|", "*", "?", "<>", "con", "nul",
	" ..", ".. /secret", "./../secret", "\xe2\x80\xae", "%2e%2e/secret",
}
local function read(path)
	local f, message = fs.open(path, "r")
	if not f then return message end
	local text = f.readAll() f.close()
	return text
end
for _, path in ipairs(names) do
	local shown = path:sub(1, 30)
	local function try(what, f, ...)
		local ok, result = pcall(f, ...)
		if type(result) == "table" then result = table.concat(result, " ") end
		print(shown, what, ok, (tostring(result):sub(1, 100)))
	end
	try("read", read, path)
	try("exists", fs.exists, path)
	try("list", fs.list, path)
	try("size", fs.getSize, path)
	try("open", fs.open, path .. "/new", "w")
	try("copy", fs.copy, path, "copied")
	pcall(fs.delete, "copied")
	try("move", fs.move, "attack.lua", path .. "/moved")
	if not fs.exists("attack.lua") then pcall(fs.move, path .. "/moved", "attack.lua") end
	try("makeDir", fs.makeDir, path .. "/dir")
	try("combine", fs.combine, path, path)
	try("find", fs.find, path)
	try("dofile", dofile, path)
end
try = pcall(fs.copy, "link", "stolen")
print(read("stolen"))
pcall(fs.copy, "up", "stolen") pcall(fs.copy, "root", "stolen2") pcall(fs.delete, "root") pcall(fs.delete, "up") pcall(fs.delete, "link")
print("done")

-- File operations without end.
-- expect: Too long without yielding
while true do
	pcall(fs.copy, "rom/apis", "copied")
	pcall(fs.delete, "copied")
	pcall(fs.find, "rom/*/*")
	pcall(fs.getFreeSpace, "/")
end

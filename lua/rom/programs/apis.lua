-- apis: lists the APIs that programs can use.

local names = { "package", "shell" }
if multishell then names[#names + 1] = "multishell" end
for name, value in pairs(_G) do
    if type(name) == "string" and type(value) == "table" and name ~= "_G" then names[#names + 1] = name end
end
table.sort(names)
textutils.pagedTabulate(names)

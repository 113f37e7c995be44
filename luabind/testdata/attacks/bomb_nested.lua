-- Tables inside tables until there is no more memory.
-- expect: not enough memory
local t = {}
while true do t = { t } end

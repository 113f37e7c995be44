-- Compares tables by their checksums.

local cNet = require "cNet"

local a = { a = 1, b = { 2, 3 } }
local b = { a = 1, b = { 2, 3 } }
local c = { a = 1, b = { 2, 4 } }
print("a and b are " .. (cNet.checksum(a) == cNet.checksum(b) and "equal" or "different"))
print("a and c are " .. (cNet.checksum(a) == cNet.checksum(c) and "equal" or "different"))
print("of a text " .. cNet.checksum("123456789") .. ", of nothing " .. cNet.checksum(""))

-- The command cryptoNet, in a directory.

local command = fs.exists("cryptoNet.lua") and "/cryptoNet" or "cryptoNet"

fs.makeDir("keys")
shell.setDir("keys")
shell.run(command)
shell.run(command, "frobnicate")
shell.run(command, "signCert")
shell.run(command, "signCert", "missing.crt")
local function write(path, text)
    local file = fs.open(path, "w")
    file.write(text)
    file.close()
end
write("keys/certAuth.key", [[{ public = "339378472281547422338972353650881252401",
    shared = "471258147723531021324685163462229182293465289101341334523955128528616840087497" }]])
write("keys/certAuth_private.key", [[{ private = "368842007992703050542320065758249965522180896476711656593689309970430856400081",
    shared = "471258147723531021324685163462229182293465289101341334523955128528616840087497" }]])
write("keys/shop.crt", [[{ name = "shop", key = { public = "157242286777487461843874845546014178493",
    shared = "131712372926575664613526823854867964788733937026584017722101003738142999638139" } }]])
shell.run(command, "initCertAuth")
shell.setDir("/")
shell.run(command, "signCert", "keys/shop.crt", "keys/certAuth_private.key")
local file = fs.open("keys/shop.crt", "r")
print(textutils.unserialise(file.readAll()).signature)

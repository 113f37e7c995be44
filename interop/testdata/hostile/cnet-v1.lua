-- A Cttp server.

local Cttp = require "Cttp"
local CryptoNet = require "CryptoNet"

Cttp.GetMapping("/fine", function() return 200, "fine" end)
Cttp.GetMapping("/error", function() error({ "a table" }) end)
Cttp.GetMapping("/wrong", function() return "200", print end)

Cttp.setup(function() CryptoNet.host("target") end)

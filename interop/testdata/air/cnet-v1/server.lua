-- Answers requests.

local Cttp = require "Cttp"
local CryptoNet = require "CryptoNet"

Cttp.GetMapping("/path", function(body) return 200, { body } end)
Cttp.PostMapping("/path", function(body) return { status = 201, body = body } end)
Cttp.DeleteMapping("/path", function() return 202 end)
Cttp.setup(function()
    sleep(0.5) -- the original misses the first event
    CryptoNet.host("air")
end)

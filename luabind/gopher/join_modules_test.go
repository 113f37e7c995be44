package gopher

import (
	"testing"

	"github.com/stretchr/testify/assert"
	lua "github.com/yuin/gopher-lua"
)

// A joined program is a client of a server on CraftOS …
func TestJoinCNetClient(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`
		local cNet, computer = require "cNet", require "computer"
		local lines = 0
		cNet.setLogger(function() lines = lines + 1 end)
		cNet.startEventLoop(function()
			computer.sleep(2)
			local connection = cNet.connectCtcp("answers", 5)
			local response, acknowledged = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/twice/21"), 5)
			assert(acknowledged and response.statusCode == 200 and response.data == 42, tostring(response.data))
			assert(cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/no"), 5).statusCode == 404)
			assert(cNet.register("answers", "ann", "secret") == 0)
			cNet.login(connection, "ann", "secret")
			assert(not pcall(cNet.login, connection, "ann", "secret"))
			cNet.logout(connection)
			assert(cNet.disconnectCtcp(connection))
			assert(lines > 5)
			done = true
			computer.shutdown()
		end)
	`), nil, `
		local cNet = require "cNet"
		cNet.setRestApi("GET", "/twice", function(args) return { status = 200, body = 2 * args[1] } end)
		cNet.startEventLoop(function() cNet.host("answers") end)
	`)
	assert.Empty(t, result.Failures())
	assert.Equal(t, lua.LTrue, L.GetGlobal("done"))
}

// … or a server for clients there.
func TestJoinCttpServer(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`
		local Cttp, CryptoNet, computer = require "Cttp", require "CryptoNet", require "computer"
		Cttp.GetMapping("/twice", function(body)
			computer.sleep(1) -- a handler may wait
			return 200, 2 * body
		end)
		Cttp.PostMapping("/done", function()
			os_done = true
			computer.queueEvent("finished")
			return 202
		end)
		Cttp.setup(function()
			CryptoNet.host("answers")
			repeat local event = computer.pullEvent() until event == "finished"
			computer.sleep(1)
			computer.shutdown()
		end)
	`), nil, `
		local Cttp = require "Cttp"
		Cttp.setup(function()
			sleep(2)
			local socket = Cttp.connect("answers")
			local ok, response = Cttp.sendRequest(socket, Cttp.GetRequest("/twice", 21))
			assert(ok and response.body == 42)
			assert(Cttp.sendRequest(socket, Cttp.PostRequest("/done")))
		end)
	`)
	assert.Empty(t, result.Failures())
	assert.Equal(t, lua.LTrue, L.GetGlobal("os_done"))
}

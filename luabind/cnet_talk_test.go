package luabind_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// talk runs a server and a client, and returns what both print.
func talk(t *testing.T, server, client string) []string {
	t.Helper()
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	computer := func(id int, program string) world.ComputerSpec {
		return world.ComputerSpec{
			ID: id, Run: []string{"program.lua"}, Stay: id == 1, Files: world.Files{Inline: map[string]string{"program.lua": program}},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		}
	}
	var rows []string
	w, err := world.New(world.Spec{Limit: 3600 * world.TicksPerSecond, Computers: []world.ComputerSpec{computer(1, server), computer(2, client)}},
		world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), OnRow: func(_ *world.Computer, row string) {
			if row != "" {
				rows = append(rows, row)
			}
		}})
	require.NoError(t, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	assert.Empty(t, result.Failures())
	return rows
}

// TestEventsReachEveryThread has a message heard by the event loop, by a thread beside
// it, and by a coroutine that is none of CryptoNet's: tables and all.
func TestEventsReachEveryThread(t *testing.T) {
	rows := talk(t, `
		local cryptoNet = require "cryptoNet"
		cryptoNet.setLoggingEnabled(false)
		local function show(who, _, message, socket, server)
			print(who, message.list[3], message.shared[1] == message.shared[2], socket.server.name, server.name, #socket.key)
		end
		parallel.waitForAny(function()
			cryptoNet.startEventLoop(function()
				cryptoNet.host("bench")
				show("thread", os.pullEvent("encrypted_message"))
			end, function(event)
				if event[1] ~= "encrypted_message" then return end
				show("loop", table.unpack(event))
				cryptoNet.send(event[3], { list = { 1, 2, "back" } })
			end)
		end, function()
			show("beside", os.pullEvent("encrypted_message"))
			os.pullEvent("never")
		end)
	`, `
		local cryptoNet = require "cryptoNet"
		cryptoNet.setLoggingEnabled(false)
		sleep(1)
		local socket = cryptoNet.connect("bench", 60)
		cryptoNet.send(socket, { list = { 1, 2, "three" }, shared = { "x", "x" } })
		local name, message, from = cryptoNet.listen()
		print("client", name, message.list[3], from == socket)
	`)
	assert.ElementsMatch(t, []string{
		"thread three true bench bench 16",
		"loop three true bench bench 16",
		"beside three true bench bench 16",
		"client encrypted_message back true",
	}, rows)
}

// TestHandlersMayChangeMessages: what a program's own handler makes of a message is what
// cNet gets.
func TestHandlersMayChangeMessages(t *testing.T) {
	rows := talk(t, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.setMessageHandler("encrypted_message", function(message, socket, server)
			local request = message.payload and message.payload.payload
			if type(request) == "table" and request.data then request.data = "seen" end
		end)
		cNet.setRestApi("POST", "/echo", function(_, _, data)
			return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, data)
		end)
		cNet.startEventLoop(function() cNet.host("bench") end)
	`, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.startEventLoop(function()
			sleep(1)
			local connection = cNet.connectCtcp("bench")
			local response, acknowledged = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("POST", "/echo", nil, "sent"))
			print(response.data, acknowledged)
			os.shutdown()
		end)
	`)
	assert.Equal(t, []string{"seen true"}, rows)
}

// TestLargeResponsesArrive asks for responses up to what a message may hold. They come
// right behind their acknowledgements, in the same turn of the server.
func TestLargeResponsesArrive(t *testing.T) {
	rows := talk(t, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.setRestApi("GET", "/size", function(args)
			return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, ("x"):rep(tonumber(args[1])))
		end)
		cNet.startEventLoop(function() cNet.host("bench") end)
	`, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.startEventLoop(function()
			sleep(1)
			local connection = cNet.connectCtcp("bench")
			for _, size in ipairs { 1, 150000, 200000, 1000000 } do
				local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/size/" .. size))
				print(size, response and #response.data)
			end
			os.shutdown()
		end)
	`)
	assert.Equal(t, []string{"1 1", "150000 150000", "200000 200000", "1000000 1000000"}, rows)
}

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

// TestLargeResponsesArrive asks for responses up to what a message may hold. They come
// right behind their acknowledgements, in the same turn of the server.
func TestLargeResponsesArrive(t *testing.T) {
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	var rows []string
	computer := func(id int, program string) world.ComputerSpec {
		return world.ComputerSpec{
			ID: id, Run: []string{"program.lua"}, Stay: id == 1, Files: world.Files{Inline: map[string]string{"program.lua": program}},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		}
	}
	w, err := world.New(world.Spec{Limit: 3600 * world.TicksPerSecond, Computers: []world.ComputerSpec{computer(1, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.setRestApi("GET", "/size", function(args)
			return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, ("x"):rep(tonumber(args[1])))
		end)
		cNet.startEventLoop(function() cNet.host("bench") end)
	`), computer(2, `
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
	`)}}, world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), OnRow: func(c *world.Computer, row string) {
		if c.ID() == 2 {
			rows = append(rows, row)
		}
	}})
	require.NoError(t, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	assert.Empty(t, result.Failures())
	for _, row := range []string{"1 1", "150000 150000", "200000 200000", "1000000 1000000"} {
		assert.Contains(t, rows, row)
	}
}

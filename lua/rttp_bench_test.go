package lua_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// BenchmarkRTTP is a request and its reply between two Lua programs.
func BenchmarkRTTP(b *testing.B) {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(b, err)
	server := station(1, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.1")
		rttp.handleMsg(function(method, head, body) return 200, "text/plain", "hello" end)
		rttp.runServer()
	`)
	server.Stay = true
	client := station(2, fmt.Sprintf(`
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.2")
		sleep(1)
		for i = 1, %d do
			local reply = rttp.getSync("192.168.0.1", "/x", nil, -1)
			if reply.body ~= "hello" then error("wrong") end
		end
	`, b.N))
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{server, client}}, world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	require.NoError(b, err)
	defer w.Close()
	b.ResetTimer()
	result, err := w.Run(context.Background())
	require.NoError(b, err)
	require.Empty(b, result.Failures())
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "roundtrips/s")
}

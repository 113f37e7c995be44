package luabind_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// serve runs a server and a client until the client has ended, with files on both.
// Nothing bounds how long they may work.
func serve(b *testing.B, files map[string]string, server, client string) {
	b.Helper()
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM: luabind.OwnROM(), Engines: craft.NewFactory(0),
		Limits: luabind.Limits{Soft: 1 << 50, Hard: 1 << 50, Memory: 1 << 30},
	})
	require.NoError(b, err)
	computer := func(id int, program string) world.ComputerSpec {
		inline := map[string]string{"program.lua": program}
		for name, text := range files {
			inline[name] = text
		}
		return world.ComputerSpec{
			ID: id, Run: []string{"program.lua"}, Stay: id == 1, Files: world.Files{Inline: inline},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		}
	}
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{computer(1, server), computer(2, client)}},
		world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), Workers: 1})
	require.NoError(b, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(b, err)
	require.Empty(b, result.Failures())
}

// BenchmarkCTTPRoundTrip is a request of cNet and its response between two Lua programs,
// with both acknowledgements: four sealed messages.
func BenchmarkCTTPRoundTrip(b *testing.B) {
	serve(b, nil, `
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.setRestApi("GET", "/path", function(args)
			return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, args[1])
		end)
		cNet.startEventLoop(function() cNet.host("bench") end)
	`, fmt.Sprintf(`
		local cNet = require "cNet"
		cNet.setLogger(function() end)
		cNet.startEventLoop(function()
			sleep(1)
			local connection = cNet.connectCtcp("bench")
			for i = 1, %d do
				local response = cNet.sendCttpRequest(connection, cNet.CttpRequest:new("GET", "/path/" .. i))
				if not response or response.data ~= tostring(i) then error("wrong answer") end
			end
			os.shutdown()
		end)
	`, b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trips/s")
}

// BenchmarkCttpRoundTrip is the same with Cttp: two sealed messages.
func BenchmarkCttpRoundTrip(b *testing.B) {
	serve(b, nil, `
		local Cttp = require "Cttp"
		Cttp.GetMapping("/path", function(body) return 200, body end)
		Cttp.setup(function() require "CryptoNet".host("bench") end)
	`, fmt.Sprintf(`
		local Cttp = require "Cttp"
		Cttp.setup(function()
			sleep(1)
			local socket = Cttp.connect("bench")
			for i = 1, %d do
				local ok, response = Cttp.sendRequest(socket, Cttp.GetRequest("/path", i))
				if not ok or response.body ~= i then error("wrong answer") end
			end
			os.shutdown()
		end)
	`, b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trips/s")
}

// withOriginal runs a benchmark with our module and, if CCNET_CRYPTONET names a checkout
// of SiliconSloth/CryptoNet, with the original. Both have the same keys.
func withOriginal(b *testing.B, bench func(b *testing.B, files map[string]string)) {
	certificate, key := cryptonet.GenerateCertificate(cryptonet.Seeded(1), "bench")
	files := map[string]string{"bench.crt": certificate.Marshal(), "bench_private.key": key.Marshal()}
	b.Run("ours", func(b *testing.B) { bench(b, files) })
	dir := os.Getenv("CCNET_CRYPTONET")
	if dir == "" {
		return
	}
	original, err := os.ReadFile(filepath.Join(dir, "cryptoNet.lua"))
	require.NoError(b, err)
	files["cryptoNet.lua"] = string(original)
	b.Run("original", func(b *testing.B) { bench(b, files) })
}

const echo = `
	local cryptoNet = require "cryptoNet"
	cryptoNet.setLoggingEnabled(false)
	cryptoNet.startEventLoop(function() cryptoNet.host("bench") end, function(event)
		if event[1] == "encrypted_message" then cryptoNet.send(event[3], event[2]) end
	end)
`

// BenchmarkCryptoNetKeys makes a pair of keys.
func BenchmarkCryptoNetKeys(b *testing.B) {
	withOriginal(b, func(b *testing.B, files map[string]string) {
		serve(b, files, "", fmt.Sprintf(`
			local cryptoNet = require "cryptoNet"
			cryptoNet.setLoggingEnabled(false)
			for i = 1, %d do cryptoNet.generateCertificate("bench") end
		`, b.N))
	})
}

// BenchmarkCryptoNetHandshake opens and closes a connection.
func BenchmarkCryptoNetHandshake(b *testing.B) {
	withOriginal(b, func(b *testing.B, files map[string]string) {
		serve(b, files, echo, fmt.Sprintf(`
			local cryptoNet = require "cryptoNet"
			cryptoNet.setLoggingEnabled(false)
			sleep(1)
			cryptoNet.discover(0) -- the original misses the first event
			for i = 1, %d do cryptoNet.close(cryptoNet.connect("bench", 60)) end
		`, b.N))
	})
}

// BenchmarkCryptoNetEcho sends a text there and back: it is sealed and opened twice.
func BenchmarkCryptoNetEcho(b *testing.B) {
	for _, size := range []int{100, 1000, 64000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			withOriginal(b, func(b *testing.B, files map[string]string) {
				b.SetBytes(int64(size))
				serve(b, files, echo, strings.NewReplacer("TIMES", fmt.Sprint(b.N), "SIZE", fmt.Sprint(size)).Replace(`
					local cryptoNet = require "cryptoNet"
					cryptoNet.setLoggingEnabled(false)
					sleep(1)
					cryptoNet.discover(0) -- the original misses the first event
					local socket = cryptoNet.connect("bench", 60)
					local text = ("x"):rep(SIZE)
					for i = 1, TIMES do
						cryptoNet.send(socket, text)
						local _, message = cryptoNet.listen()
						if message ~= text then error("wrong answer") end
					end
				`))
			})
		})
	}
}

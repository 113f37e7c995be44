package luabind_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// runBIOS runs a bios on n computers with a wireless modem each.
func runBIOS(b *testing.B, n int, bios string) {
	b.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM:     luabind.ROM{BIOS: bios, Files: fstest.MapFS{}},
		Engines: craft.NewFactory(0),
		Limits:  luabind.Limits{Soft: 1 << 60},
	})
	require.NoError(b, err)
	computers := make([]world.ComputerSpec, n)
	for i := range computers {
		computers[i] = world.ComputerSpec{ID: i, Modems: []world.ModemSpec{{Side: world.Left}}}
	}
	w, err := world.New(world.Spec{Computers: computers, Until: world.UntilIdle},
		world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	require.NoError(b, err)
	b.ReportAllocs()
	b.ResetTimer()
	_, err = w.Run(context.Background())
	b.StopTimer()
	require.NoError(b, err)
	for _, c := range w.Computers() {
		require.Empty(b, c.Outcome().Message)
	}
	require.NoError(b, w.Close())
}

// BenchmarkModemRoundTrip sends a message there and back between two computers.
func BenchmarkModemRoundTrip(b *testing.B) {
	for name, payload := range map[string]string{
		"text":  `"hello"`,
		"table": `{ message = "hello", nMessageID = 12345, nRecipient = 1, nSender = 0, sProtocol = "x" }`,
	} {
		b.Run(name, func(b *testing.B) {
			runBIOS(b, 2, fmt.Sprintf(`
				local call, yield = peripheral.call, coroutine.yield
				call("left", "open", 1)
				if os.getComputerID() == 0 then
					for i = 1, %d do
						call("left", "transmit", 1, 1, %s)
						yield("modem_message")
					end
				else
					for i = 1, %[1]d do
						yield("modem_message")
						call("left", "transmit", 1, 1, %[2]s)
					end
				end
				os.shutdown() yield()`, b.N, payload))
		})
	}
}

// BenchmarkOwnEvent queues an event and waits for it.
func BenchmarkOwnEvent(b *testing.B) {
	runBIOS(b, 1, fmt.Sprintf(`
		for i = 1, %d do
			os.queueEvent("x", i)
			coroutine.yield("x")
		end
		os.shutdown() coroutine.yield()`, b.N))
}

// BenchmarkNative calls native functions.
func BenchmarkNative(b *testing.B) {
	for name, call := range map[string]string{
		"clock":      `os.clock()`,
		"write":      `term.write("hello")`,
		"blit":       `term.blit("hello", "00000", "fffff")`,
		"cursor":     `term.getCursorPos()`,
		"startTimer": `os.cancelTimer(os.startTimer(1))`,
		"exists":     `fs.exists("rom/nowhere")`,
	} {
		b.Run(name, func(b *testing.B) {
			runBIOS(b, 1, fmt.Sprintf(`
				for i = 1, %d do %s end
				os.shutdown() coroutine.yield()`, b.N, call))
		})
	}
}

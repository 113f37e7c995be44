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

// BenchmarkRednetRoundTrip sends a message there and back by rednet, on our own
// ROM with all that it does for each event.
func BenchmarkRednetRoundTrip(b *testing.B) {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(b, err)
	modem := []world.ModemSpec{{Side: world.Left}}
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{
		{ID: 0, Run: []string{"p"}, Stay: true, Modems: modem, Files: world.Files{Inline: map[string]string{"p.lua": `
			rednet.open("left")
			while true do
				local id, message = rednet.receive("ping")
				rednet.send(id, message, "ping")
			end`}}},
		{ID: 1, Run: []string{"p"}, Modems: modem, Files: world.Files{Inline: map[string]string{"p.lua": fmt.Sprintf(`
			rednet.open("left")
			for i = 1, %d do
				-- Two of so many messages may have the same random id; then one is lost.
				repeat rednet.send(0, i, "ping") until rednet.receive("ping", 1)
			end`, b.N)}}},
	}}, world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	require.NoError(b, err)
	b.ReportAllocs()
	b.ResetTimer()
	_, err = w.Run(context.Background())
	b.StopTimer()
	require.NoError(b, err)
	c, _ := w.Computer(1)
	require.True(b, c.Outcome().OK, c.Outcome().Message)
	require.NoError(b, w.Close())
}

// BenchmarkBoot boots a computer to its shell; the ROM is compiled already.
func BenchmarkBoot(b *testing.B) {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle},
			world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
		require.NoError(b, err)
		_, err = w.Run(context.Background())
		require.NoError(b, err)
		require.NoError(b, w.Close())
	}
}

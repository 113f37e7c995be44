package lua_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// BenchmarkBoot boots computers to their prompt; the first one compiles the ROM.
func BenchmarkBoot(b *testing.B) {
	for _, kind := range []world.Kind{world.Normal, world.Advanced} {
		b.Run(fmt.Sprint(kind), func(b *testing.B) {
			computers := make([]world.ComputerSpec, b.N)
			for i := range computers {
				computers[i] = world.ComputerSpec{ID: i, Kind: kind}
			}
			w := newWorld(b, world.Spec{Until: world.UntilIdle, Computers: computers})
			b.ReportAllocs()
			b.ResetTimer()
			_, err := w.Run(context.Background())
			b.StopTimer()
			require.NoError(b, err)
		})
	}
}

// BenchmarkRednetRoundTrip sends a message there and back between two computers.
func BenchmarkRednetRoundTrip(b *testing.B) {
	for name, text := range map[string]string{"text": `"hello"`, "table": `{ sType = "chat", nUserID = 1, sText = "hello" }`} {
		b.Run(name, func(b *testing.B) {
			modems := []world.ModemSpec{{Side: world.Back}}
			program := func(source string) world.Files {
				return world.Files{Inline: map[string]string{"main.lua": source}}
			}
			w := newWorld(b, world.Spec{Computers: []world.ComputerSpec{
				{ID: 0, Modems: modems, Run: []string{"main.lua"}, Files: program(fmt.Sprintf(`
					rednet.open("back")
					sleep(1)
					for i = 1, %d do
						rednet.send(1, %s, "bench")
						rednet.receive("bench")
					end`, b.N, text))},
				{ID: 1, Modems: modems, Run: []string{"main.lua"}, Stay: true, Files: program(`
					rednet.open("back")
					while true do
						local sender, message = rednet.receive("bench")
						rednet.send(sender, message, "bench")
					end`)},
			}})
			b.ReportAllocs()
			b.ResetTimer()
			_, err := w.Run(context.Background())
			b.StopTimer()
			require.NoError(b, err)
			c, _ := w.Computer(0)
			require.Empty(b, c.Outcome().Message)
		})
	}
}

// BenchmarkPrint prints lines in a tab.
func BenchmarkPrint(b *testing.B) {
	w := newWorld(b, world.Spec{Computers: []world.ComputerSpec{{
		Run: []string{"main.lua"},
		Files: world.Files{Inline: map[string]string{"main.lua": fmt.Sprintf(`
			for i = 1, %d do
				print("The quick brown fox jumps over the lazy dog and back", i)
				if i %% 1000 == 0 then sleep(0) end
			end`, b.N)}},
	}}})
	b.ResetTimer()
	_, err := w.Run(context.Background())
	require.NoError(b, err)
}

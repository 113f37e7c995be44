package interop

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// TestHostile has an attacker send a server all that is wrong, as a stranger and as a
// client. Then the server serves an honest client, whose mistakes are told to it alone.
func TestHostile(t *testing.T) {
	for _, version := range []string{"cnet-v0", "cnet-v1"} {
		for _, on := range []side{{name: "craft", lua: onCraft}, {name: "gopher", lua: onGopher}} {
			t.Run(version+"/"+on.name, func(t *testing.T) {
				got := hostile(t, version, on)
				path := filepath.Join("testdata", "hostile", version+".txt")
				if *update {
					require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
				}
				want, err := os.ReadFile(path)
				require.NoError(t, err)
				assert.Equal(t, string(want), got)
				assert.NotContains(t, got, "attempt to", "a mistake of the modules")
			})
		}
	}
}

func hostile(t *testing.T, version string, on side) string {
	runtime := machines(t, on.lua)
	var computers []world.ComputerSpec
	for i, run := range [][]string{{version + ".lua"}, {"attacker.lua"}, {"client.lua", version}} {
		computers = append(computers, world.ComputerSpec{
			ID: i + 1, Run: run, Stay: true, Files: world.Files{Copy: filepath.Join("testdata", "hostile")},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		})
	}
	computers[1].Expect, computers[2].Expect = []string{"attacked"}, []string{"done"}
	rows := make([][]string, len(computers)+1)
	w, err := world.New(world.Spec{Limit: 600 * world.TicksPerSecond, Until: world.UntilExpect, Computers: computers}, world.Options{
		ROM: runtime.ROM(), NewProgram: runtime.NewProgram,
		OnRow: func(c *world.Computer, row string) { rows[c.ID()] = append(rows[c.ID()], strings.TrimRight(row, " ")) },
	})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	slices.Sort(rows[1]) // what it says of the attack, once
	rows[1] = slices.DeleteFunc(slices.Compact(rows[1]), func(row string) bool { return strings.HasPrefix(row, "table: ") })
	text := ""
	for id, rows := range rows[1:] {
		text += []string{"server", "attacker", "client"}[id] + ":\n" + strings.Join(rows, "\n") + "\n"
	}
	return text
}

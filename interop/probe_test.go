package interop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/world"
)

// TestProbes runs programs that call every function, rightly and wrongly. What ours
// print is on file, and where the originals print something else, that is too.
func TestProbes(t *testing.T) {
	for name, s := range map[string]scenario{
		"cryptonet-errors": scenarios[0], "cryptonet-files": scenarios[0], "command": scenarios[0],
		"cnet-v0": scenarios[1], "cnet-v1": scenarios[2], "copper-os": {},
	} {
		t.Run(name, func(t *testing.T) {
			for _, on := range s.sides(t) {
				t.Run(on.name, func(t *testing.T) {
					got := probe(t, name, on)
					path := filepath.Join("testdata", "probes", name+"."+kind(on)+".txt")
					if *update {
						require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
					}
					want, err := os.ReadFile(path)
					require.NoError(t, err)
					assert.Equal(t, string(want), got)
				})
			}
		})
	}
}

// probe runs a program and returns what it prints.
func probe(t *testing.T, name string, on side) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "probes", name+".lua"))
	require.NoError(t, err)
	files := map[string]string{"probe.lua": string(text)}
	for file, text := range on.files {
		files[file] = text
	}
	return runAlone(t, on.lua, files)
}

// runAlone runs probe.lua on one computer and returns what it prints.
func runAlone(t *testing.T, engines luabind.EngineFactory, files map[string]string) string {
	t.Helper()
	runtime := machines(t, engines)
	var rows []string
	w, err := world.New(world.Spec{Limit: 3600 * world.TicksPerSecond, Computers: []world.ComputerSpec{{
		Run: []string{"probe.lua"}, Files: world.Files{Inline: files},
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
	}}}, world.Options{ROM: runtime.ROM(), NewProgram: runtime.NewProgram, OnRow: func(_ *world.Computer, row string) {
		if row = strings.TrimRight(row, " "); strings.Trim(row, ".-+") != "" {
			rows = append(rows, row)
		}
	}})
	require.NoError(t, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	return strings.Join(append(rows, result.Failures()...), "\n") + "\n"
}

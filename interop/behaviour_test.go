package interop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// TestBehaviour runs small worlds: each directory holds the programs of computers 1, 2,
// …. What ours do is on file, and where the originals do something else, that is too.
func TestBehaviour(t *testing.T) {
	for name, c := range map[string]struct {
		scenario
		withOriginal bool // the others would depend on how long it takes to make keys, or crash
	}{
		"threads":      {scenarios[0], true},
		"copies":       {scenarios[0], true},
		"certificates": {scenarios[0], false},
		"disk":         {scenarios[0], false},
		"parallel":     {scenarios[1], false},
		"cnet-v1":      {scenarios[2], true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, on := range c.sides(t) {
				if on.files != nil && !c.withOriginal {
					continue
				}
				t.Run(on.name, func(t *testing.T) {
					dir := filepath.Join("testdata", "behaviour", name)
					got := behaviour(t, dir, on)
					path := filepath.Join(dir, kind(on)+".txt")
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

// behaviour runs the programs of a directory until the last says that it is done, and
// returns what they print.
func behaviour(t *testing.T, dir string, on side) string {
	t.Helper()
	programs, err := filepath.Glob(filepath.Join(dir, "*.lua"))
	require.NoError(t, err)
	slices.Sort(programs)
	runtime := machines(t, on.lua)
	var computers []world.ComputerSpec
	for i, program := range programs {
		text, err := os.ReadFile(program)
		require.NoError(t, err)
		files := map[string]string{"program.lua": string(text)}
		for name, text := range on.files {
			files[name] = text
		}
		computers = append(computers, world.ComputerSpec{
			ID: i + 1, Run: []string{"program.lua"}, Stay: true, Files: world.Files{Inline: files},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		})
	}
	computers[len(computers)-1].Stay = false
	rows := make([][]string, len(computers)+1)
	done := 0
	w, err := world.New(world.Spec{Limit: 1800 * world.TicksPerSecond, Until: world.UntilNever, Computers: computers}, world.Options{
		ROM: runtime.ROM(), NewProgram: runtime.NewProgram,
		OnRow: func(c *world.Computer, row string) {
			if row = strings.TrimRight(row, " "); strings.Trim(row, ".-+") != "" {
				rows[c.ID()] = append(rows[c.ID()], row)
			}
			if c.ID() == len(computers) && (row == "done" || row == "over") {
				done = 1
			}
		},
	})
	require.NoError(t, err)
	defer w.Close()
	for done == 0 && w.Now() < 1800*world.TicksPerSecond {
		require.NoError(t, w.Advance(context.Background(), w.Now()+world.TicksPerSecond))
	}
	var text strings.Builder
	for id, rows := range rows[1:] {
		fmt.Fprintf(&text, "%d:\n%s\n", id+1, strings.Join(rows, "\n"))
	}
	return text.String()
}

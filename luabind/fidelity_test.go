package luabind_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// fidelityROMs are our own ROM and, where CCNET_CCTWEAKED names a checkout of
// CC: Tweaked, the game's own: what they show must be the same.
func fidelityROMs(t *testing.T) map[string]luabind.ROM {
	roms := map[string]luabind.ROM{"own": luabind.OwnROM()}
	if checkout := os.Getenv("CCNET_CCTWEAKED"); checkout != "" {
		rom, err := luabind.OpenROM(checkout)
		require.NoError(t, err)
		roms["game"] = rom
	}
	return roms
}

// TestFidelity runs the worlds in testdata/fidelity: each shows one thing about
// the game that programs trip over if it is not so. A computer that expects
// anything must show that and nothing else.
func TestFidelity(t *testing.T) {
	files, err := filepath.Glob("testdata/fidelity/*.toml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for name, rom := range fidelityROMs(t) {
		// Fewer instructions than a real computer has: those that run out of
		// them are to do so soon.
		runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
			ROM: rom, Engines: craft.NewFactory(0),
			Limits: luabind.Limits{Soft: 5_000_000, Hard: 1_000_000},
		})
		require.NoError(t, err)
		for _, file := range files {
			t.Run(name+"/"+strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
				t.Parallel()
				spec, err := world.Load(file)
				require.NoError(t, err)
				t.Log(spec.Name)
				shown := map[int][]string{}
				w, err := world.New(spec, world.Options{
					NewProgram: runtime.NewProgram,
					ROM:        runtime.ROM(),
					OnRow:      func(c *world.Computer, row string) { shown[c.ID()] = append(shown[c.ID()], row) },
				})
				require.NoError(t, err)
				defer func() { assert.NoError(t, w.Close()) }()
				result, err := w.Run(context.Background())
				require.NoError(t, err)
				for _, c := range w.Computers() {
					if expect := c.Spec().Expect; len(expect) > 0 {
						assert.Equal(t, expect, shown[c.ID()], "computer %d", c.ID())
					} else if outcome := c.Outcome(); outcome.Done {
						assert.True(t, outcome.OK, "computer %d: %s", c.ID(), outcome.Message)
					}
				}
				assert.NotEqual(t, world.ReasonLimit, result.Reason)
			})
		}
	}
}

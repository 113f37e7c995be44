package gopher

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// prelude defines what test programs report with.
const prelude = `
local function say(...)
	local words = table.pack(...)
	for i = 1, words.n do words[i] = tostring(words[i]) end
	bench.say(table.concat(words, " "))
end
local function try(f, ...) say(pcall(f, ...)) end
`

// said is what a bios.lua reports, and the screen of its computer at the end.
type said struct {
	lines  []string
	screen string
}

// boot runs bios on a computer without a ROM until nothing more happens.
func boot(t testing.TB, engines luabind.EngineFactory, limits luabind.Limits, bios string, apis ...luabind.API) said {
	t.Helper()
	var out said
	report := luabind.API{Globals: []string{"bench"}, Functions: []luabind.Function{
		{Name: "say", Fn: func(c *luabind.Call) error {
			out.lines = append(out.lines, c.Text(1))
			return nil
		}},
	}}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM:     luabind.ROM{BIOS: prelude + bios + "\nos.shutdown() coroutine.yield()", Files: fstest.MapFS{}},
		Engines: engines,
		Limits:  limits,
	})
	require.NoError(t, err)
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle, Limit: 20 * 60}, world.Options{
		NewProgram: func(*world.ComputerSpec) (world.Program, error) {
			return luabind.NewMachine(runtime, nil, append(apis, report)...), nil
		},
	})
	require.NoError(t, err)
	defer func() { assert.NoError(t, w.Close()) }()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	screen := w.Computers()[0].Screen()
	_, height := screen.Size()
	for y := range height {
		text, _, _ := screen.Line(y)
		if row := strings.TrimRight(text, " "); row != "" {
			out.screen += row + "\n"
		}
	}
	return out
}

func run(t testing.TB, bios string, apis ...luabind.API) string {
	t.Helper()
	out := boot(t, NewFactory(0), luabind.Limits{}, bios, apis...)
	return strings.TrimSpace(strings.Join(out.lines, "\n") + "\n" + out.screen)
}

func runCraft(t testing.TB, bios string, apis ...luabind.API) string {
	t.Helper()
	out := boot(t, craft.NewFactory(0), luabind.Limits{}, bios, apis...)
	return strings.TrimSpace(strings.Join(out.lines, "\n") + "\n" + out.screen)
}

package lua_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// newWorld makes a world whose computers boot this ROM.
func newWorld(t testing.TB, spec world.Spec) *world.World {
	t.Helper()
	return newWorldOn(t, luabind.OwnROM(), spec)
}

// newWorldOn makes a world whose computers boot some ROM.
func newWorldOn(t testing.TB, rom luabind.ROM, spec world.Spec) *world.World {
	t.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: rom, Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	w, err := world.New(spec, world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	return w
}

// noMessages are settings without a message of the day, which is random.
const noMessages = `{ ["motd.enable"] = false }`

// screen is what a computer shows, without blanks at the ends of rows and empty
// rows at the end.
func screen(w *world.World, id int) string {
	c, _ := w.Computer(id)
	_, height := c.Screen().Size()
	rows := make([]string, height)
	for y := range rows {
		row, _, _ := c.Screen().Line(y)
		rows[y] = strings.TrimRight(row, " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// script is what a person does at a computer, one thing a second. A text is typed,
// followed by enter; "<up left>" presses keys and "..." waits for a second.
type script []string

func (s script) actions() []world.ActionSpec {
	var actions []world.ActionSpec
	for i, step := range s {
		var do world.Action = world.Type{Text: step + "\n"}
		if step == "..." {
			continue
		} else if keys, ok := strings.CutPrefix(step, "<"); ok {
			press := world.Press{}
			for _, name := range strings.Fields(strings.TrimSuffix(keys, ">")) {
				code, known := world.KeyCode(name)
				if !known {
					panic("no such key: " + name)
				}
				press.Keys = append(press.Keys, code)
			}
			do = press
		} else if text, ok := strings.CutPrefix(step, "="); ok { // without enter
			do = world.Type{Text: text}
		}
		actions = append(actions, world.ActionSpec{At: world.Tick(20*i + 20), Do: do})
	}
	return actions
}

// session boots a computer, does what the script says and returns the screen a few
// seconds later.
func session(t *testing.T, rom luabind.ROM, computer world.ComputerSpec, steps ...string) string {
	t.Helper()
	files := map[string]string{".settings": noMessages}
	maps.Copy(files, computer.Files.Inline)
	computer.Files.Inline = files
	w := newWorldOn(t, rom, world.Spec{
		Until:     world.UntilNever,
		Limit:     world.Tick(20*len(steps) + 100),
		Computers: []world.ComputerSpec{computer},
		Actions:   script(steps).actions(),
	})
	_, err := w.Run(context.Background())
	require.NoError(t, err)
	return screen(w, 0)
}

func TestBootsToThePrompt(t *testing.T) {
	for _, kind := range []world.Kind{world.Normal, world.Advanced, world.Pocket, world.Turtle, world.Command} {
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			assert.Equal(t, "CraftOS 1.9\n>", session(t, luabind.OwnROM(), world.ComputerSpec{Kind: kind}))
		})
	}
}

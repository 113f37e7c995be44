package terminal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/require"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

// desk is a person at a simulated terminal, whose time goes on by hand.
type desk struct {
	*Client
	t   testing.TB
	w   *worldtest.World
	sim tcell.SimulationScreen
}

// sitDown starts a world and sits down at its first computer, at a terminal of
// width by height.
func sitDown(t testing.TB, width, height int, computers ...world.ComputerSpec) *desk {
	t.Helper()
	w := worldtest.New(t, computers...)
	sim := tcell.NewSimulationScreen("UTF-8")
	require.NoError(t, sim.Init())
	t.Cleanup(sim.Fini)
	sim.SetSize(width, height)
	d := &desk{New(w.World, sim, computers[0].ID), t, w, sim}
	d.wait(1)
	return d
}

// wait lets some ticks pass and looks at the screen.
func (d *desk) wait(ticks world.Tick) {
	d.t.Helper()
	d.credit = maxAtOnce
	d.send()
	d.w.Until(d.w.Now() + ticks)
	d.show(look(d.w.World, d.computers[d.at], d.frame))
}

// key presses a key and lets the world see to it.
func (d *desk) key(key tcell.Key, r rune, mods tcell.ModMask) {
	d.t.Helper()
	require.False(d.t, d.handle(tcell.NewEventKey(key, r, mods)))
	d.wait(1)
}

// point uses the mouse.
func (d *desk) point(x, y int, buttons tcell.ButtonMask) {
	d.t.Helper()
	require.False(d.t, d.handle(tcell.NewEventMouse(x, y, buttons, tcell.ModNone)))
	d.wait(1)
}

// resize changes the size of the terminal.
func (d *desk) resize(width, height int) {
	d.t.Helper()
	d.sim.SetSize(width, height)
	require.False(d.t, d.handle(tcell.NewEventResize(width, height)))
	d.wait(1)
}

// row is what stands in a row of the terminal, without the blanks at its end.
func (d *desk) row(y int) string {
	width, _ := d.sim.Size()
	var b strings.Builder
	for x := range width {
		text, _, _ := d.sim.Get(x, y)
		b.WriteString(text)
	}
	return strings.TrimRight(b.String(), " ")
}

// statusLine is the last row.
func (d *desk) statusLine() string {
	_, height := d.sim.Size()
	return d.row(height - 1)
}

// computer is an advanced computer that runs a program.
func computer(id int, label string, program world.Program) world.ComputerSpec {
	return world.ComputerSpec{ID: id, Label: label, Kind: world.Advanced, Program: program}
}

// writes is a program that draws when it boots, and waits.
func writes(draw func(c *world.Computer)) *worldtest.Script {
	return &worldtest.Script{On: map[string]func(*world.Computer, world.Event){
		worldtest.Boot: func(c *world.Computer, _ world.Event) { draw(c) },
	}}
}

// taken lists the events that a program got, as "name arg arg", and forgets them.
func taken(s *worldtest.Script) []string {
	var out []string
	for _, ev := range s.Events {
		line := ev.Name
		for _, arg := range ev.Args {
			line += " " + plain(arg)
		}
		out = append(out, line)
	}
	s.Events = nil
	return out
}

func plain(v value.Value) string {
	if n, ok := v.AsNumber(); ok {
		return fmt.Sprint(n)
	}
	if b, ok := v.AsBool(); ok {
		return fmt.Sprint(b)
	}
	text, _ := v.AsString()
	return fmt.Sprintf("%q", text)
}

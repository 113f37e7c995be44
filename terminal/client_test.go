package terminal

import (
	"context"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
	"ccnet/world/worldtest"
)

func TestPower(t *testing.T) {
	s := writes(func(c *world.Computer) { c.Screen().Write("booted") })
	d := sitDown(t, 61, 22, computer(0, "", s))
	assert.Equal(t, "     booted", d.row(marginY))

	d.key(tcell.KeyCtrlS, 0, tcell.ModCtrl)
	assert.Contains(t, d.statusLine(), "computer is off – Ctrl+R turns it on")

	d.key(tcell.KeyCtrlR, 0, tcell.ModCtrl)
	assert.Contains(t, d.statusLine(), "starting")
	d.wait(60)
	assert.Contains(t, d.statusLine(), "· on ·")

	d.key(tcell.KeyCtrlR, 0, tcell.ModCtrl)
	d.wait(60)
	assert.Contains(t, d.statusLine(), "· on ·")
	var kinds []world.EntryKind
	for _, e := range d.w.Entries(world.EntryBoot, world.EntryShutdown, world.EntryReboot) {
		kinds = append(kinds, e.Kind)
	}
	assert.Equal(t, []world.EntryKind{world.EntryBoot, world.EntryShutdown, world.EntryBoot, world.EntryReboot, world.EntryBoot}, kinds)
}

func TestSwitching(t *testing.T) {
	first := writes(func(c *world.Computer) { c.Screen().Write("first") })
	second := writes(func(c *world.Computer) { c.Screen().Write("second") })
	second.On["key_up"] = func(c *world.Computer, _ world.Event) { c.Screen().Write("!") }
	d := sitDown(t, 61, 22, computer(7, "", first), computer(3, "", second))
	assert.Equal(t, "     first", d.row(marginY), "by id, not by place")

	d.key(tcell.KeyCtrlN, 0, tcell.ModCtrl)
	assert.Equal(t, "     second", d.row(marginY))
	d.key(tcell.KeyRune, 'x', 0)
	assert.Equal(t, "     second!", d.row(marginY))
	assert.Empty(t, taken(first), "keys go to the computer that is shown")

	d.key(tcell.KeyCtrlP, 0, tcell.ModCtrl)
	assert.Equal(t, "     first", d.row(marginY))
	d.key(tcell.KeyCtrlP, 0, tcell.ModCtrl)
	assert.Equal(t, "     second!", d.row(marginY))
}

func TestFramesAreSharedWhileNothingChanges(t *testing.T) {
	s := &worldtest.Script{On: map[string]func(*world.Computer, world.Event){
		"char": func(c *world.Computer, _ world.Event) { c.Screen().Write("x") },
		"key":  func(c *world.Computer, _ world.Event) { c.SetLabel("new") },
	}}
	d := sitDown(t, 61, 22, computer(0, "", s))
	before := d.frame
	d.wait(5)
	assert.Same(t, before, d.frame)
	d.key(tcell.KeyRune, 'é', 0)
	assert.NotSame(t, before, d.frame)
	before = d.frame
	d.key(tcell.KeyUp, 0, 0)
	assert.NotSame(t, before, d.frame)
	before = d.frame
	d.wait(world.TicksPerSecond)
	assert.NotSame(t, before, d.frame, "the time is shown in seconds")
}

func TestBusyWorld(t *testing.T) {
	d := sitDown(t, 80, 24, computer(0, "", &worldtest.Script{}))
	d.setBusy(true)
	assert.Contains(t, d.statusLine(), "· busy ·")
	d.setBusy(false)
	d.wait(1)
	assert.Contains(t, d.statusLine(), "· on ·")
}

// told is a program that tells when an event comes.
func told(event string) (*worldtest.Script, <-chan struct{}) {
	heard := make(chan struct{}, 16)
	return &worldtest.Script{On: map[string]func(*world.Computer, world.Event){
		event: func(*world.Computer, world.Event) { heard <- struct{}{} },
	}}, heard
}

// started is a terminal that tells when it is in use.
type started struct {
	tcell.SimulationScreen
	ready chan struct{}
}

func (s *started) EnableMouse(flags ...tcell.MouseFlags) {
	s.SimulationScreen.EnableMouse(flags...)
	close(s.ready)
}

func TestRun(t *testing.T) {
	for _, test := range []struct {
		name  string
		leave func(*started, context.CancelFunc)
	}{
		{"the person leaves", func(s *started, _ context.CancelFunc) { s.InjectKey(tcell.KeyCtrlQ, 0, tcell.ModCtrl) }},
		{"the context ends", func(_ *started, cancel context.CancelFunc) { cancel() }},
		{"the terminal is gone", func(s *started, _ context.CancelFunc) { s.PostEvent(tcell.NewEventError(assert.AnError)) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			program, heard := told("terminate")
			w := worldtest.NewSpec(t, world.Spec{Computers: []world.ComputerSpec{computer(0, "", program)}},
				world.Options{Pacer: world.RealTime()})
			screen := &started{tcell.NewSimulationScreen("UTF-8"), make(chan struct{})}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			result := make(chan error, 1)
			go func() { result <- New(w.World, screen, 0).Run(ctx) }()
			<-screen.ready
			// Keys before the computer has booted are lost, as in the game.
			booted := false
			for !booted {
				w.Inspect(func() { c, _ := w.Computer(0); booted = c.IsOn() })
			}
			screen.InjectKey(tcell.KeyCtrlT, 0, tcell.ModCtrl)
			<-heard
			test.leave(screen, cancel)
			require.NoError(t, <-result)
		})
	}
}

// broken is a world's clock that has stopped.
type broken struct{}

func (broken) Wait(context.Context, world.Tick, <-chan struct{}) (world.Tick, error) {
	return 0, assert.AnError
}

func TestRunTellsOfTheWorldsErrors(t *testing.T) {
	w := worldtest.NewSpec(t, world.Spec{Computers: []world.ComputerSpec{computer(0, "", &worldtest.Script{})}},
		world.Options{Pacer: broken{}})
	err := New(w.World, tcell.NewSimulationScreen("UTF-8"), 0).Run(context.Background())
	assert.ErrorIs(t, err, assert.AnError)
}

func TestRunNeedsAComputer(t *testing.T) {
	err := New(worldtest.New(t).World, tcell.NewSimulationScreen("UTF-8"), 0).Run(context.Background())
	assert.ErrorContains(t, err, "no computers")
}

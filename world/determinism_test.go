package world_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gossip talks at random to everybody, sets timers, writes on its screen, plays
// with its redstone, reboots and crashes.
func gossip() world.Program {
	var random *rand.Rand
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		if ev.Name == worldtest.Boot {
			random = rand.New(rand.NewPCG(c.Seed(), 1))
			for range 4 {
				_ = modemOn(c, world.Back).Open(random.IntN(6))
			}
		}
		if c.Now() > 150 {
			return false
		}
		switch random.IntN(12) {
		case 0, 1, 2, 3:
			_ = modemOn(c, world.Back).Transmit(c, "back", random.IntN(6), 0, value.Int(random.IntN(1000)))
		case 4:
			c.Redstone().SetOutput(world.Sides[random.IntN(world.NumSides)], random.IntN(16))
		case 5:
			c.Screen().SetCursor(0, random.IntN(19))
			c.Screen().Write(fmt.Sprint(ev.Name, random.IntN(10)))
		case 6:
			if _, ok := c.Peripheral(world.Top); ok {
				_, _ = worldtest.Call(c, world.Top, []string{"reboot", "turnOn", "isOn", "write"}[random.IntN(4)], value.String("x"))
			}
		case 7:
			c.Queue("own", value.Int(random.IntN(5)))
		case 8:
			c.Task(func() ([]value.Value, error) { return []value.Value{value.Int(int(c.Now()))}, nil })
		case 9:
			if random.IntN(40) == 0 {
				c.Reboot()
			}
		case 10:
			if random.IntN(200) == 0 {
				panic("gossip has gone too far")
			}
		}
		if ev.Name == worldtest.Boot || ev.Name == "timer" {
			c.StartTimer(int64(1 + random.IntN(8)))
		}
		return true
	}).Program()
}

// village is forty gossips, some side by side, some on a wired network.
func village(seed uint64) world.Spec {
	spec := world.Spec{
		Name: "village", Seed: seed, Limit: 200,
		Faults:      []world.FaultSpec{{From: 40, To: 120, Loss: 0.2, Duplicate: 0.1, Jitter: 3}},
		Peripherals: []world.PeripheralSpec{{Type: "monitor", Network: "net"}},
		Actions: []world.ActionSpec{
			{At: 50, Computer: 3, Do: world.Reboot{}},
			{At: 60, Computer: 4, Do: world.Move{To: world.Vec{X: 30, Y: 64, Z: 30}, Walk: 100}},
			{At: 70, Computer: 5, Do: world.Type{Text: "hello"}},
		},
	}
	for id := range 40 {
		c := wireless(id, gossip())
		switch {
		case id < 10: // a tower
			c.At = at(0, float64(64+id), 0)
		case id < 20:
			c.Modems[0] = world.ModemSpec{Side: world.Back, Kind: world.Wired, Network: "net"}
		}
		spec.Computers = append(spec.Computers, c)
	}
	return spec
}

// record runs a world and returns its journal.
func record(t *testing.T, spec world.Spec, workers int) []byte {
	t.Helper()
	var out bytes.Buffer
	writer := journal.NewWriter(&out)
	w, err := world.New(spec, world.Options{Recorder: writer, Workers: workers})
	require.NoError(t, err)
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, writer.Close())
	return out.Bytes()
}

func TestJournalsRepeatByteByByte(t *testing.T) {
	first := record(t, village(1), 1)
	assert.Greater(t, bytes.Count(first, []byte("\n")), 5000)
	for _, kind := range []string{"deliver", "fault", "redstone", "row", "reboot", "input", "program", "end"} {
		assert.True(t, bytes.Contains(first, []byte(`"kind":"`+kind+`"`)), kind)
	}
	for _, workers := range []int{1, 2, 8} {
		again := record(t, village(1), workers)
		d, err := journal.Compare(bytes.NewReader(first), bytes.NewReader(again))
		require.NoError(t, err)
		require.Nil(t, d, "with %d workers", workers)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	assert.True(t, bytes.Equal(first, record(t, village(1), 0)))
	assert.False(t, bytes.Equal(first, record(t, village(2), 0)), "the seed counts")
}

// TestARunCanBeRepeatedFromItsInputs types into a world while it runs, by Do, and
// into another by script at the same times.
func TestARunCanBeRepeatedFromItsInputs(t *testing.T) {
	echo := func() world.Program {
		return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			c.Screen().SetCursor(0, 0)
			c.Screen().Write(ev.Name)
			c.StartTimer(3)
			return true
		}).Program()
	}
	run := func(actions []world.ActionSpec, do func(*worldtest.World)) []world.Entry {
		spec := world.Spec{Computers: []world.ComputerSpec{{Program: echo()}}, Actions: actions}
		w := worldtest.NewSpec(t, spec, world.Options{})
		do(w)
		return w.Entries()
	}
	live := run(nil, func(w *worldtest.World) {
		w.Until(10)
		w.Do(0, world.Type{Text: "x"})
		w.Do(99, world.Terminate{}) // nobody
		w.Until(20)
	})
	var actions []world.ActionSpec
	for _, e := range live {
		if e.Kind == world.EntryInput && e.Computer == 0 {
			actions = append(actions, world.ActionSpec{At: e.Tick, Do: world.Type{Text: "x"}})
		}
	}
	require.Len(t, actions, 1)
	assert.Equal(t, world.Tick(10), actions[0].At)
	scripted := run(actions, func(w *worldtest.World) { w.Until(20) })
	names := func(entries []world.Entry) (out []string) {
		for _, e := range entries {
			if e.Kind == world.EntryRow {
				out = append(out, fmt.Sprint(e.Tick, e.Text))
			}
		}
		return out
	}
	assert.Equal(t, names(live), names(scripted))
}

// jumpy is a clock on which half of each wait passes at once.
type jumpy struct{ reached world.Tick }

func (p *jumpy) Wait(_ context.Context, t world.Tick, _ <-chan struct{}) (world.Tick, error) {
	p.reached += max(1, (t-p.reached)/2)
	return min(t, p.reached), nil
}

func TestPacedWorldsDoTheSame(t *testing.T) {
	run := func(pacer world.Pacer) []string {
		s := &worldtest.Script{}
		var tr trace
		s.On = on{
			worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(7); c.StartTimer(30) },
			"timer":        func(c *world.Computer, ev world.Event) { tr.note(c, "timer %d", id(ev)) },
		}
		spec := world.Spec{Limit: 50, Computers: []world.ComputerSpec{{Program: s}}}
		r := worldtest.NewSpec(t, spec, world.Options{Pacer: pacer}).Run()
		assert.Equal(t, world.ReasonLimit, r.Reason)
		assert.Equal(t, world.Tick(50), r.Tick)
		return tr.lines
	}
	assert.Equal(t, run(nil), run(&jumpy{}))
}

func TestRunStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	spin := worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		if c.Now() == 100 {
			cancel()
		}
		c.Queue("again")
		return true
	})
	w := worldtest.New(t, world.ComputerSpec{Program: spin.Program()})
	r, err := w.World.Run(ctx)
	require.NoError(t, err)
	assert.Equal(t, world.ReasonStopped, r.Reason)
}

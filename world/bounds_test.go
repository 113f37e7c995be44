package world_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// drops counts what was lost, by reason.
func drops(w *worldtest.World) map[string]int {
	out := map[string]int{}
	for _, e := range w.Entries(world.EntryDrop) {
		out[e.Name+": "+e.Text]++
	}
	return out
}

func TestAQueueHoldsSoManyBytes(t *testing.T) {
	quarter := str(strings.Repeat("x", world.QueueBytes/4))
	tooMuch := str(strings.Repeat("x", world.QueueBytes+1))
	s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		for i := range 5 {
			c.Queue("quarter", value.Int(i), quarter)
		}
		c.Queue("small", value.Int(5))
	}, "small": func(c *world.Computer, _ world.Event) {
		c.Queue("whole", value.Int(6), tooMuch) // the first may be of any size
		c.Queue("small one", value.Int(7))
	}}}
	w := worldtest.New(t, alone(s))
	w.Until(3)
	assert.Equal(t, []string{"quarter", "quarter", "quarter", "small", "whole"}, s.Names())
	assert.Equal(t, map[string]int{"quarter: queue full": 2, "small one: queue full": 1}, drops(w))
}

func TestMessagesCountAgainstTheBytesOfAQueue(t *testing.T) {
	third := str(strings.Repeat("x", world.QueueBytes/3))
	s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		_ = modemOn(c, world.Back).Open(1)
	}}}
	sender := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(1) },
		"timer": func(c *world.Computer, _ world.Event) {
			for range 4 {
				_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, third)
			}
		},
	}}
	// Those who would reach beyond the bound of one turn are not sent at all.
	w := worldtest.New(t, wireless(1, sender), wireless(2, s))
	w.Until(3)
	assert.Equal(t, []string{"modem_message", "modem_message"}, s.Names())
	assert.Len(t, w.Entries(world.EntryDeliver), 2)
	assert.Equal(t, map[string]int{"modem_message: too much sent at once": 1}, drops(w))
}

func TestATurnSendsSoMuch(t *testing.T) {
	for _, row := range []struct {
		name          string
		send          int
		payload       value.Value
		sent, dropped int
	}{
		{"all", 100, value.Nil, 100, 0},
		{"as many as can be", world.MaxFrames, value.Nil, world.MaxFrames, 0},
		{"too many", world.MaxFrames + 3, value.Nil, world.MaxFrames, 1},
		{"too many bytes", 5, str(strings.Repeat("x", world.MaxFrameBytes/4)), 3, 1},
		{"one that is too large", 1, str(strings.Repeat("x", world.MaxFrameBytes+1)), 1, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			turns := 0
			s := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
				for range row.send {
					_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, row.payload)
				}
				turns++
				c.StartTimer(1) // the next turn may send as much again
				return turns < 2
			})
			sent, dropped := 0, 0
			count := recorderFunc(func(e *world.Entry) {
				switch e.Kind {
				case world.EntryTransmit:
					sent++
				case world.EntryDrop:
					dropped++
				}
			})
			worldtest.NewSpec(t, world.Spec{Computers: []world.ComputerSpec{wireless(1, s.Program())}}, world.Options{Recorder: count}).Run()
			assert.Equal(t, [2]int{2 * row.sent, 2 * row.dropped}, [2]int{sent, dropped})
		})
	}
}

func TestATurnMakesSoManyEntries(t *testing.T) {
	s := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
		for i := range world.MaxRecords + 7 {
			c.Report("n", fmt.Sprint(i))
		}
		c.Finish(true, "done") // is told in any case
		return true
	})
	reports := 0
	count := recorderFunc(func(e *world.Entry) {
		if e.Kind == world.EntryReport {
			reports++
		}
	})
	spec := world.Spec{Computers: []world.ComputerSpec{{Program: s.Program()}}}
	w := worldtest.NewSpec(t, spec, world.Options{Recorder: count})
	assert.Equal(t, world.ReasonPrograms, w.Run().Reason)
	assert.Equal(t, world.MaxRecords, reports)
	assert.Equal(t, map[string]int{"entries: 7 more in this turn": 1}, drops(w))
}

func TestStay(t *testing.T) {
	waits := func() world.Program { return &worldtest.Script{} }
	ends := func() world.Program {
		return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			c.StartTimer(10)
			return ev.Name == worldtest.Boot
		}).Program()
	}
	fails := func() world.Program {
		return &worldtest.Script{Fails: map[string]error{worldtest.Boot: assert.AnError}}
	}
	server := func(p world.Program) world.ComputerSpec { return world.ComputerSpec{ID: 1, Program: p, Stay: true} }
	for _, row := range []struct {
		name     string
		servers  []world.ComputerSpec
		client   world.Program
		reason   world.Reason
		tick     world.Tick
		failures int
	}{
		{"a server is not waited for", []world.ComputerSpec{server(waits())}, ends(), world.ReasonPrograms, 10, 0},
		{"others are", []world.ComputerSpec{server(ends())}, waits(), world.ReasonLimit, 40, 0},
		{"its failure counts", []world.ComputerSpec{server(fails())}, ends(), world.ReasonPrograms, 10, 1},
		{"servers alone live on", []world.ComputerSpec{server(ends())}, nil, world.ReasonIdle, 10, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			spec := world.Spec{Limit: 40, Computers: row.servers}
			if row.client != nil {
				spec.Computers = append(spec.Computers, world.ComputerSpec{ID: 2, Program: row.client})
			}
			w, err := world.New(spec, world.Options{})
			require.NoError(t, err)
			defer w.Close()
			r, err := w.Run(context.Background())
			require.NoError(t, err)
			assert.Equal(t, row.reason, r.Reason)
			assert.Equal(t, row.tick, r.Tick)
			assert.Len(t, r.Failures(), row.failures)
		})
	}
	for text, want := range map[string]bool{"": false, "stay = true\n": true, "stay = false\n": false} {
		spec, err := world.Load(writeWorld(t, "[[computer]]\nid = 1\nrun = 'server'\n"+text))
		require.NoError(t, err)
		assert.Equal(t, want, spec.Computers[0].Stay, text)
	}
}

func TestRange(t *testing.T) {
	// heard is how many of the beacon's four messages arrive over a distance, at a
	// height, with a storm from tick 3 on.
	heard := func(r *world.RangeSpec, distance, height float64) int {
		s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
			_ = modemOn(c, world.Back).Open(1)
		}}}
		spec := world.Spec{
			Range:     r,
			Computers: []world.ComputerSpec{wireless(1, beacon(4)), wireless(2, s)},
			Actions:   []world.ActionSpec{{At: 3, Do: world.Storm{On: true}}},
		}
		spec.Computers[0].At, spec.Computers[1].At = at(0, height, 0), at(distance, height, 0)
		worldtest.NewSpec(t, spec, world.Options{}).Until(20)
		return len(s.Events)
	}
	for _, row := range []struct {
		r                *world.RangeSpec
		distance, height float64
		want             int
	}{
		{nil, 64, 64, 4},
		{nil, 65, 64, 0},
		{nil, 65, 200, 4},
		{&world.RangeSpec{Normal: 20}, 20, 64, 4},
		{&world.RangeSpec{Normal: 20}, 21, 64, 2}, // a storm has a reach of its own
		{&world.RangeSpec{Normal: 1000}, 999, 64, 2},
		{&world.RangeSpec{Storm: 1000}, 999, 64, 2},
		{&world.RangeSpec{Storm: 5}, 64, 64, 2},
		{&world.RangeSpec{High: 10_000}, 64, 64, 4},
		{&world.RangeSpec{High: 10_000}, 3000, 200, 2},
		{&world.RangeSpec{HighStorm: 10_000}, 3000, 200, 2},
	} {
		assert.Equal(t, row.want, heard(row.r, row.distance, row.height), "%+v, %v blocks at %v", row.r, row.distance, row.height)
	}

	spec, err := world.Load(writeWorld(t, "[range]\nnormal = 10\nhigh = 20.5\nstorm = 30\nhigh_storm = 40\n[[computer]]\nid = 1\n"))
	require.NoError(t, err)
	assert.Equal(t, &world.RangeSpec{Normal: 10, High: 20.5, Storm: 30, HighStorm: 40}, spec.Range)
	for text, want := range map[string]string{
		"[range]\nnormal = -1\n":   "normal must be from 0 to",
		"[range]\nnormal = 1e9\n":  "normal must be from 0 to",
		"[range]\nnormal = 'x'\n":  "normal must be a number",
		"[range]\nnormall = 5\n":   `unknown key "normall" in range; did you mean "normal"?`,
		"range = 5\n":              "range must be",
		"[[range]]\nnormal = 50\n": "range must be",
	} {
		_, err := world.Load(writeWorld(t, text+"[[computer]]\nid = 1\n"))
		assert.ErrorContains(t, err, want, text)
	}
}

package world_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// on is short for the answers of a Script.
type on = map[string]func(c *world.Computer, ev world.Event)

// alone is a computer with id 0 that runs a script.
func alone(s *worldtest.Script) world.ComputerSpec { return world.ComputerSpec{Program: s} }

// trace notes what happens, with its time.
type trace struct{ lines []string }

func (tr *trace) note(c *world.Computer, format string, args ...any) {
	tr.lines = append(tr.lines, fmt.Sprintf("%d: ", c.Now())+fmt.Sprintf(format, args...))
}

type recorderFunc func(*world.Entry)

func (f recorderFunc) Record(e *world.Entry) { f(e) }

// id is the first argument of an event.
func id(ev world.Event) int {
	n, _ := ev.Args[0].AsNumber()
	return int(n)
}

func TestTimers(t *testing.T) {
	var tr trace
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			c.StartTimer(5)
			c.StartTimer(2)
			c.StartTimer(2)
			c.CancelTimer(c.StartTimer(3))
			c.StartTimer(-7)
			c.StartTimer(math.MaxInt64)
			c.CancelTimer(99)
		},
		"timer": func(c *world.Computer, ev world.Event) { tr.note(c, "%d, up %d", id(ev), c.Uptime()) },
	}}
	worldtest.New(t, alone(s)).Until(20)
	assert.Equal(t, []string{"1: 4, up 1", "2: 1, up 2", "2: 2, up 2", "5: 0, up 5"}, tr.lines)
}

func TestTimerIdsOutliveReboots(t *testing.T) {
	var ids []int
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			ids = append(ids, c.StartTimer(1), c.StartTimer(1000))
		},
		"timer": func(c *world.Computer, _ world.Event) {
			if len(ids) < 6 {
				c.Reboot()
			}
		},
	}}
	worldtest.New(t, alone(s)).Until(200)
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5}, ids)
	assert.Len(t, s.Events, 3, "timers do not outlive reboots")
}

func TestAlarms(t *testing.T) {
	for _, row := range []struct {
		hour float64
		want string
	}{
		{6.005, "6: alarm 0, day 1"},      // passed at tick 5, noticed one later
		{6, "24001: alarm 0, day 2"},      // now is too late for today
		{0, "18001: alarm 0, day 2"},      // midnight
		{23.999, "18000: alarm 0, day 2"}, // noticed when the next day has begun
		{5.9995, "24001: alarm 0, day 2"}, // between two ticks
	} {
		var tr trace
		s := &worldtest.Script{Ends: []string{"alarm"}, On: on{
			worldtest.Boot: func(c *world.Computer, _ world.Event) {
				_, err := c.SetAlarm(row.hour)
				assert.NoError(t, err)
				for _, bad := range []float64{-1, 24, math.NaN(), math.Inf(1)} {
					_, err := c.SetAlarm(bad)
					assert.EqualError(t, err, "Number out of range")
				}
			},
			"alarm": func(c *world.Computer, ev world.Event) { tr.note(c, "alarm %d, day %d", id(ev), c.Day()) },
		}}
		worldtest.New(t, alone(s)).Until(30000)
		assert.Equal(t, []string{row.want}, tr.lines, row.hour)
	}
}

func TestClocks(t *testing.T) {
	s := &worldtest.Script{Ends: []string{"timer"}, On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			assert.Equal(t, 6.0, c.TimeOfDay())
			assert.Equal(t, 1, c.Day())
			assert.Equal(t, int64(108_000_000), c.EpochIngame())
			assert.Equal(t, int64(1704067200000), c.EpochUTC())
			c.StartTimer(18000)
		},
		"timer": func(c *world.Computer, _ world.Event) {
			assert.Equal(t, 0.0, c.TimeOfDay())
			assert.Equal(t, 2, c.Day())
			assert.Equal(t, int64(172_800_000), c.EpochIngame())
			assert.Equal(t, int64(1704067200000+900_000), c.EpochUTC())
		},
	}}
	worldtest.New(t, alone(s)).Until(20000)
	assert.Len(t, s.Events, 1)
}

func TestQueueOverflowDropsTheNewest(t *testing.T) {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			for i := range 300 {
				c.Queue("n", value.Int(i))
			}
		},
	}}
	w := worldtest.New(t, alone(s))
	w.Until(1)
	require.Len(t, s.Events, world.QueueLimit)
	assert.Equal(t, 255, id(s.Events[255]))
	drops := w.Entries(world.EntryDrop)
	require.Len(t, drops, 44)
	assert.Equal(t, "queue full", drops[0].Text)
}

func TestTimerIsLostInAFullQueue(t *testing.T) {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			c.StartTimer(1)
			c.Queue("again")
		},
		"again": func(c *world.Computer, _ world.Event) { // keeps the queue full to the tick's end
			for range world.QueueLimit {
				c.Queue("again")
			}
		},
	}}
	lost := 0
	options := world.Options{Recorder: recorderFunc(func(e *world.Entry) {
		if e.Kind == world.EntryDrop && e.Name == "timer" {
			lost++
		}
	})}
	worldtest.NewSpec(t, world.Spec{Computers: []world.ComputerSpec{alone(s)}}, options).Until(3)
	assert.Zero(t, slices.Index(s.Names(), "timer")+1)
	assert.Equal(t, 1, lost)
}

func TestEventsPastATickLetTimePass(t *testing.T) {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.Queue("spin") },
		"spin":         func(c *world.Computer, _ world.Event) { c.Queue("spin") },
	}}
	w := worldtest.New(t, alone(s))
	w.Until(4)
	assert.Equal(t, world.Tick(4), w.Now())
	assert.InDelta(t, 5*world.RoundsPerTick, len(s.Events), 2)
}

func TestRebootsWaitForTheStartDelay(t *testing.T) {
	var tr trace
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			tr.note(c, "boot, seed differs")
			c.Reboot()
			c.Queue("lost")
		},
	}}
	w := worldtest.New(t, alone(s))
	w.Until(110)
	assert.Equal(t, []string{"0: boot, seed differs", "51: boot, seed differs", "102: boot, seed differs"}, tr.lines)
	assert.Empty(t, s.Events)
	assert.Len(t, w.Entries(world.EntryReboot), 3)
}

func TestCrash(t *testing.T) {
	for name, program := range map[string]world.Program{
		"error": &worldtest.Script{Fails: map[string]error{worldtest.Boot: errors.New("oh dear")}},
		"panic": worldtest.Func(func(*world.Computer, world.Event) bool { panic("oh dear") }).Program(),
	} {
		t.Run(name, func(t *testing.T) {
			w := worldtest.New(t, world.ComputerSpec{Program: program})
			r := w.Run()
			assert.Equal(t, world.ReasonPrograms, r.Reason)
			assert.False(t, r.OK())
			assert.Contains(t, r.Failures()[0], "computer 0: ")
			assert.Contains(t, r.Failures()[0], "oh dear")
			crashes := w.Entries(world.EntryCrash)
			require.Len(t, crashes, 1)
			assert.Contains(t, crashes[0].Text, "oh dear")
			c, _ := w.Computer(0)
			assert.False(t, c.IsOn())
		})
	}
}

func TestOutcomes(t *testing.T) {
	finish := func(ok bool, message string) world.Program {
		return &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) { c.Finish(ok, message) }}}
	}
	for _, row := range []struct {
		name    string
		program world.Program
		reason  world.Reason
		outcome world.Outcome
	}{
		{"finished", finish(true, ""), world.ReasonPrograms, world.Outcome{Done: true, OK: true}},
		{"failed", finish(false, "prog:1: no"), world.ReasonPrograms, world.Outcome{Done: true, Message: "prog:1: no"}},
		{"ended", &worldtest.Script{Ends: []string{worldtest.Boot}}, world.ReasonPrograms, world.Outcome{Done: true, OK: true}},
		{"shut down", &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) { c.Shutdown() }}},
			world.ReasonPrograms, world.Outcome{Done: true, OK: true}},
		{"waits for ever", &worldtest.Script{}, world.ReasonLimit, world.Outcome{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := worldtest.NewSpec(t, world.Spec{Limit: 100, Computers: []world.ComputerSpec{{Program: row.program}}}, world.Options{})
			r := w.Run()
			assert.Equal(t, row.reason, r.Reason)
			assert.Equal(t, row.outcome, r.Computers[0].Outcome)
			end := w.Entries(world.EntryEnd)
			require.Len(t, end, 1)
			assert.Equal(t, string(row.reason), end[0].Text)
			if row.reason == world.ReasonLimit {
				assert.Equal(t, world.Tick(100), r.Tick)
			}
		})
	}
}

func TestExpectations(t *testing.T) {
	say := func(rows ...string) world.Program {
		return &worldtest.Script{Ends: []string{worldtest.Boot}, On: on{
			worldtest.Boot: func(c *world.Computer, _ world.Event) {
				for y, row := range rows {
					c.Screen().SetCursor(0, y)
					c.Screen().Write(row)
				}
			},
		}}
	}
	for _, row := range []struct {
		name   string
		says   []string
		expect []string
		met    int
	}{
		{"all", []string{"one", "two", "three"}, []string{"one", "three"}, 2},
		{"order", []string{"two", "one"}, []string{"one", "two"}, 1},
		{"whole rows", []string{"one two"}, []string{"one"}, 0},
		{"nothing said", nil, []string{"one"}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := worldtest.New(t, world.ComputerSpec{Label: "shop", Program: say(row.says...), Expect: row.expect})
			r := w.Run()
			assert.Equal(t, row.met, r.Computers[0].Met)
			assert.Equal(t, row.met == len(row.expect), r.OK())
			if !r.OK() {
				assert.Contains(t, r.Failures()[0], fmt.Sprintf("computer 0 (shop): expected line %d of %d did not appear: %s",
					row.met+1, len(row.expect), row.expect[row.met]))
				for _, said := range row.says {
					assert.Contains(t, r.Failures()[0], "| "+said)
				}
			}
		})
	}
}

func TestUntilExpectEndsEarly(t *testing.T) {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(10) },
		"timer": func(c *world.Computer, ev world.Event) {
			c.Screen().SetCursor(0, id(ev))
			c.Screen().Write(strings.Repeat("x", id(ev)+1))
			c.StartTimer(10)
		},
	}}
	spec := world.Spec{Until: world.UntilExpect, Limit: 1000, Computers: []world.ComputerSpec{{Program: s, Expect: []string{"xxx"}}}}
	r := worldtest.NewSpec(t, spec, world.Options{}).Run()
	assert.Equal(t, world.ReasonExpect, r.Reason)
	assert.Equal(t, world.Tick(40), r.Tick)
}

func TestLabels(t *testing.T) {
	for in, want := range map[string]string{
		"shop":                  "shop",
		"a\nb\x7f\xad\xa0\xff":  "a?b????\xff"[:4] + "??\xff",
		strings.Repeat("x", 40): strings.Repeat("x", 32),
	} {
		s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
			_, ok := c.Label()
			assert.False(t, ok)
			c.SetLabel(in)
			label, ok := c.Label()
			assert.True(t, ok)
			assert.Equal(t, want, label)
			c.ClearLabel()
			_, ok = c.Label()
			assert.False(t, ok)
		}}}
		worldtest.New(t, alone(s)).Until(1)
	}
}

func TestTasksAreDoneAtTheNextTick(t *testing.T) {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			c.Task(func() ([]value.Value, error) { return []value.Value{value.String("yes")}, nil })
			c.Task(func() ([]value.Value, error) { return nil, errors.New("no") })
			for range world.MaxTasks - 2 {
				c.Task(func() ([]value.Value, error) { return nil, nil })
			}
			assert.Equal(t, -1, c.Task(nil))
		},
	}}
	w := worldtest.New(t, alone(s))
	w.Until(0)
	assert.Empty(t, s.Events)
	w.Until(1)
	require.Equal(t, world.QueueLimit, len(s.Events))
	assert.Equal(t, []value.Value{value.Int(1), value.Bool(true), value.String("yes")}, s.Events[0].Args)
	assert.Equal(t, []value.Value{value.Int(2), value.Bool(false), value.String("no")}, s.Events[1].Args)
}

func TestSeeds(t *testing.T) {
	seeds := func(seed uint64) (out []uint64) {
		program := func() world.Program {
			return &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
				out = append(out, c.Seed())
				if len(out) < 4 {
					c.Reboot()
				}
			}}}
		}
		spec := world.Spec{Seed: seed, Computers: []world.ComputerSpec{{ID: 0, Program: program()}, {ID: 1, Program: program()}}}
		worldtest.NewSpec(t, spec, world.Options{Workers: 1}).Until(60)
		return out
	}
	a := seeds(1)
	require.Len(t, a, 4)
	assert.Equal(t, a, seeds(1))
	different := map[uint64]bool{}
	for _, s := range append(a, seeds(2)...) {
		different[s] = true
	}
	assert.Len(t, different, 8)
}

func TestFilesOutliveReboots(t *testing.T) {
	boots := 0
	s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		boots++
		assert.Equal(t, boots == 2, c.Files().Exists("new"))
		assert.True(t, c.Files().Exists("deep/in/old"))
		assert.NoError(t, c.Files().MakeDir("new"))
		if boots == 1 {
			c.Reboot()
		}
	}}}
	spec := alone(s)
	spec.Files.Inline = map[string]string{"/deep/in/old": "hello"}
	worldtest.New(t, spec).Until(60)
	assert.Equal(t, 2, boots)
}

func TestNewTellsWhatIsWrong(t *testing.T) {
	p := &worldtest.Script{}
	for _, row := range []struct {
		name string
		spec world.Spec
		want string
	}{
		{"twice", world.Spec{Computers: []world.ComputerSpec{{Program: p}, {Program: p}}}, "computer 0: there is already a computer with this id"},
		{"no program", world.Spec{Computers: []world.ComputerSpec{{}}}, "computer 0: it has no program"},
		{"side taken", world.Spec{
			Computers:   []world.ComputerSpec{wireless(3, p)},
			Peripherals: []world.PeripheralSpec{{Type: "drive", Computer: 3, Side: world.Back, OnSide: true}},
		}, "peripheral 1 (drive): back of computer 3: there is something else on this side already"},
		{"unknown type", world.Spec{Peripherals: []world.PeripheralSpec{{Type: "toaster"}}}, "no such type; there are drive, gateway, modem"},
		{"unknown computer", world.Spec{Actions: []world.ActionSpec{{At: 60, Computer: 4, Do: world.TurnOn{}}}}, "action 1 (at 3.00s): there is no computer 4"},
		{"no directory", world.Spec{Computers: []world.ComputerSpec{{Program: p, Files: world.Files{Dir: "/does/not/exist"}}}}, "computer 0: files: "},
		{"too big", world.Spec{Computers: []world.ComputerSpec{{Program: p, Quota: 10, Files: world.Files{Inline: map[string]string{"a": "b"}}}}}, "computer 0: files: a: "},
		{"loss", world.Spec{Faults: []world.FaultSpec{{Loss: 2}}}, "fault 1: a probability is from 0 to 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := world.New(row.spec, world.Options{})
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.want)
		})
	}
}

func TestTwoComputersCannotShareADirectory(t *testing.T) {
	dir := t.TempDir()
	spec := world.Spec{Computers: []world.ComputerSpec{
		{ID: 1, Program: &worldtest.Script{}, Files: world.Files{Dir: dir}},
		{ID: 2, Program: &worldtest.Script{}, Files: world.Files{Dir: dir + "/."}},
	}}
	_, err := world.New(spec, world.Options{})
	require.ErrorContains(t, err, "is the disk of computer 1 already")
	below := filepath.Join(dir, "below")
	require.NoError(t, os.Mkdir(below, 0o777))
	spec.Computers[1].Files.Dir = below
	_, err = world.New(spec, world.Options{})
	require.ErrorContains(t, err, "is within the disk of computer 1 already")
	spec.Computers[0].Files.Dir, spec.Computers[1].Files.Dir = below, dir
	_, err = world.New(spec, world.Options{})
	require.ErrorContains(t, err, "holds the disk of computer 1 already")
	spec.Computers[0].Files, spec.Computers[1].Files = world.Files{Copy: dir}, world.Files{Copy: dir}
	worldtest.NewSpec(t, spec, world.Options{}).Until(1)
}

// TestArgumentsMayBeQueuedAgain: those of the event that is being handled, whose memory
// the next event uses.
func TestArgumentsMayBeQueuedAgain(t *testing.T) {
	var again []int
	sender := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
		for i := range 3 {
			_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Int(i))
		}
		return false
	}).Program()
	repeater := &worldtest.Script{On: on{
		worldtest.Boot:  func(c *world.Computer, _ world.Event) { _ = modemOn(c, world.Back).Open(1) },
		"modem_message": func(c *world.Computer, ev world.Event) { c.Queue("again", ev.Args...) },
		"again":         func(_ *world.Computer, ev world.Event) { again = append(again, payload(ev)) },
	}}
	spec := world.Spec{Computers: []world.ComputerSpec{wireless(1, repeater), wireless(2, sender)}}
	worldtest.NewSpec(t, spec, world.Options{}).Until(5)
	assert.Equal(t, []int{0, 1, 2}, again)
}

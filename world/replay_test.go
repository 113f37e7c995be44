package world_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// meddler is a clock that jumps at random, and does something to the world now and then.
type meddler struct {
	random *rand.Rand
	now    world.Tick
	do     func(r *rand.Rand)
	stop   func() // at some time
}

func (p *meddler) Wait(_ context.Context, t world.Tick, _ <-chan struct{}) (world.Tick, error) {
	switch p.random.IntN(4) {
	case 0:
		p.do(p.random)
	case 1:
		p.now = max(p.now, min(t, p.now+world.Tick(p.random.IntN(5))))
	default:
		p.now = max(p.now, t)
	}
	if p.stop != nil && p.now > 90 && p.random.IntN(20) == 0 {
		p.stop()
	}
	return min(t, p.now), nil
}

// anything is some action at random.
func anything(r *rand.Rand, dir string) world.Action {
	text := func() string {
		b := make([]byte, r.IntN(6))
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		return string(b)
	}
	side := world.Sides[r.IntN(world.NumSides)]
	switch r.IntN(24) {
	case 0:
		return world.Type{Text: text()}
	case 1:
		return world.Press{Keys: []int{r.IntN(300), 65}[:r.IntN(3)]}
	case 2:
		return world.Key{Code: r.IntN(300), Up: r.IntN(2) == 0, Repeat: r.IntN(2) == 0}
	case 3:
		return world.Char{Char: byte(r.IntN(256))}
	case 4:
		return world.Paste{Text: text()}
	case 5:
		return world.Mouse{Event: []string{"mouse_click", "mouse_drag", "odd \"one"}[r.IntN(3)], Button: 1, X: r.IntN(60) - 3, Y: 2}
	case 6:
		return world.Terminate{}
	case 7:
		return world.TurnOn{}
	case 8:
		return world.Shutdown{}
	case 9:
		return world.Reboot{}
	case 10:
		return world.Move{To: world.Vec{X: r.Float64() * 9, Y: 64 + float64(r.IntN(12)), Z: 0.1}, Walk: world.Tick(r.IntN(60))}
	case 11:
		return world.Storm{Dimension: text(), On: r.IntN(2) == 0}
	case 12:
		return world.Cut{Network: "net", Reconnect: r.IntN(2) == 0}
	case 13:
		return world.Cut{Network: "net", Cable: &world.Block{X: 1, Y: -2, Z: 3}, Name: "monitor_0", Reconnect: r.IntN(2) == 0}
	case 14:
		return world.Insert{Drive: "drive_0", Disk: world.DiskSpec{ID: r.IntN(3), Label: "l", Files: world.Files{Dir: dir}}}
	case 15:
		return world.Insert{Drive: "drive_0", Disk: world.DiskSpec{Files: world.Files{Copy: dir, Inline: map[string]string{"x/\xff": text()}}}}
	case 16:
		return world.Eject{Drive: "drive_0"}
	case 17:
		return world.RedstoneLevel{Side: side, Level: r.IntN(20) - 2}
	case 18:
		return world.Touch{Monitor: "monitor_0", X: 1, Y: r.IntN(9)}
	case 19:
		inner := value.NewTable(2)
		inner.Add(value.String(text()), value.Number(r.NormFloat64()))
		inner.Add(value.Int(r.IntN(3)), value.String(text()))
		return world.QueueEvent{Name: text(), Args: []value.Value{value.Nil, value.FromTable(inner), value.Bool(true), value.Nil}[:r.IntN(5)]}
	case 20:
		return world.Attach{Name: "monitor_0", Detach: r.IntN(2) == 0}
	case 21:
		return world.QueueEvent{Name: "long", Args: []value.Value{value.String(strings.Repeat("\x01", r.IntN(40)/39*world.MaxInput))}}
	case 22:
		return world.Insert{Drive: "drive_0", Disk: world.DiskSpec{Files: world.Files{Copy: "/nowhere at all"}}}
	case 23:
		return world.Answer{Task: r.IntN(3), Results: []value.Value{value.Nil, value.String(text())}[:r.IntN(3)]}
	}
	return nil
}

// hamlet is a village with a drive, whose people list what is on its disk.
func hamlet(seed uint64) world.Spec {
	spec := village(seed)
	if spec.Limit = 400; seed%4 == 0 {
		spec.Limit = 140
	}
	spec.Peripherals = append(spec.Peripherals, world.PeripheralSpec{Type: "drive", Network: "net"})
	for id := 20; id < 24; id++ { // waits, so that there are moments at which nothing is due
		spec.Computers[id].Stay = true
		spec.Computers[id].Program = worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			c.Screen().SetCursor(0, 0)
			c.Screen().Write(ev.Name)
			for _, v := range ev.Args {
				c.Report("arg", string(value.AppendJSON(nil, v)))
			}
			return true
		}).Program()
	}
	for id := 10; id < 12; id++ {
		spec.Computers[id].Stay = true
		spec.Computers[id].Program = worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			if ev.Name == "disk" {
				for _, mount := range []string{"disk", "disk2"} {
					names, _ := c.Files().List(mount)
					free, err := c.Files().Free(mount)
					c.Report("disk", fmt.Sprint(mount, names, free, err))
				}
			}
			return true
		}).Program()
	}
	return spec
}

func TestAnyPacedRunCanBeReplayed(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "empty", "er"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("\x00some\xfftext"), 0o666))
	var inputs int
	ends := map[world.Reason]bool{}
	for seed := range uint64(5) {
		seed++
		random := rand.New(rand.NewPCG(seed, 7))
		var out bytes.Buffer
		writer := journal.NewWriter(&out)
		ctx, cancel := context.WithCancel(context.Background())
		var w *world.World
		pacer := &meddler{random: random, do: func(r *rand.Rand) {
			for range r.IntN(3) {
				w.Do(r.IntN(42), anything(r, dir))
			}
		}}
		if seed%4 == 3 {
			pacer.stop = cancel
		}
		var err error
		w, err = world.New(hamlet(seed), world.Options{Recorder: writer, Pacer: pacer})
		require.NoError(t, err)
		if seed%4 == 1 { // piece by piece, as a terminal does it
			for range 20 {
				require.NoError(t, w.Advance(ctx, w.Now()+world.Tick(1+random.IntN(9))))
				w.Do(random.IntN(40), anything(random, dir))
			}
		} else {
			_, err = w.Run(ctx)
			require.NoError(t, err)
		}
		cancel()
		_ = w.Close() // tells of the disks that could not be inserted
		require.NoError(t, writer.Close())

		run, err := journal.ReadReplay(bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		assert.Equal(t, seed, run.Seed)
		inputs += len(run.Replay.Inputs)
		ends[run.Replay.Reason] = true

		var again bytes.Buffer
		writer = journal.NewWriter(&again)
		verifier := journal.NewVerifier(bytes.NewReader(out.Bytes()), nil)
		w, err = world.New(hamlet(seed), world.Options{Recorder: journal.Tee(writer, verifier), Seed: run.Seed, Replay: &run.Replay, Workers: 1 + int(seed%3)})
		require.NoError(t, err)
		_, err = w.Run(context.Background())
		require.NoError(t, err)
		_ = w.Close()
		require.NoError(t, writer.Close())
		d, err := verifier.Close()
		require.NoError(t, err)
		require.Nil(t, d, "seed %d: %s", seed, d)
		d, err = journal.Compare(bytes.NewReader(out.Bytes()), bytes.NewReader(again.Bytes()))
		require.NoError(t, err)
		require.Nil(t, d, "seed %d", seed)
	}
	assert.Greater(t, inputs, 100)
	for _, reason := range []world.Reason{world.ReasonPrograms, world.ReasonLimit, world.ReasonStopped, world.ReasonClosed} {
		assert.True(t, ends[reason], reason)
	}
}

// waits is a world of one computer that wakes every ten ticks.
func waits() world.Spec {
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(10) },
		"timer":        func(c *world.Computer, _ world.Event) { c.StartTimer(10) },
	}}
	return world.Spec{Limit: 100, Computers: []world.ComputerSpec{{Program: s}}}
}

func TestAReplayThatDoesNotFitIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		replay world.Replay
		want   string // of the error; empty for none
		reason world.Reason
	}{
		{"the end of its time", world.Replay{End: 55, Reason: world.ReasonLimit}, "", world.ReasonLimit},
		{"cut off", world.Replay{End: 55}, "", world.ReasonLimit},
		{"stopped", world.Replay{End: 55, Reason: world.ReasonStopped}, "", world.ReasonStopped},
		{"never idle", world.Replay{End: 55, Reason: world.ReasonIdle}, "", world.ReasonLimit},
		{"no such round", world.Replay{End: 55, Round: 7, Reason: world.ReasonClosed}, "its end came after round 7 of 2.75s, where the world is at round 0", ""},
		{"no such round for an input", world.Replay{End: 55, Inputs: []world.Input{{Tick: 20, Round: 3, Do: world.Terminate{}, Line: 9}}},
			"input 1 of 1 (line 9) came after round 3 of 1.00s, where the world is at round 1", ""},
		{"out of order", world.Replay{End: 55, Inputs: []world.Input{{Tick: 20, Do: world.Terminate{}}, {Tick: 19, Do: world.Terminate{}}}},
			"input 2 of 2 came after round 0 of 0.95s", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w, err := world.New(waits(), world.Options{Replay: &test.replay})
			require.NoError(t, err)
			defer w.Close()
			w.Do(0, world.Shutdown{}) // what comes from outside now does not count
			r, err := w.Run(context.Background())
			if test.want == "" {
				require.NoError(t, err)
				assert.Equal(t, test.reason, r.Reason)
				assert.Equal(t, world.Tick(55), r.Tick)
				return
			}
			require.ErrorIs(t, err, world.ErrReplay)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestWhatTheJournalCannotHoldIsRefused(t *testing.T) {
	shared := value.NewTable(0)
	twice := value.List(value.FromTable(shared), value.FromTable(shared))
	deep := value.Nil
	for range 101 {
		deep = value.List(deep, value.Int(1))
	}
	for want, action := range map[string]world.Action{
		"occurs twice":        world.QueueEvent{Name: "x", Args: []value.Value{twice}},
		"more than 100 deep":  world.QueueEvent{Name: "x", Args: []value.Value{deep}},
		"more than 1048576":   world.QueueEvent{Name: "x", Args: []value.Value{value.String(strings.Repeat("x", world.MaxInput+1))}},
		"it does nothing":     nil,
		"there is no such":    world.Move{To: world.Vec{X: 1 / zero}},
		"no such file":        world.Insert{Drive: "drive_0", Disk: world.DiskSpec{Files: world.Files{Dir: "/nowhere at all"}}},
		"more than the journ": world.Insert{Drive: "drive_0", Disk: world.DiskSpec{Files: world.Files{Inline: map[string]string{"x": strings.Repeat("x", world.MaxInput)}}}},
	} {
		w, err := world.New(waits(), world.Options{})
		require.NoError(t, err)
		w.Do(0, action)
		require.NoError(t, w.Advance(context.Background(), 5))
		assert.ErrorContains(t, w.Close(), want)
	}
}

var zero float64

func TestReadInput(t *testing.T) {
	read := func(name, text string, payload value.Value) (world.Input, error) {
		return world.ReadInput(&world.Entry{Kind: world.EntryInput, OK: true, N: 4, Tick: 9, Computer: 2, Name: name, Text: text, Payload: payload})
	}
	in, err := read("key", "65 false true", value.Nil)
	require.NoError(t, err)
	assert.Equal(t, world.Input{Tick: 9, Round: 4, Computer: 2, Do: world.Key{Code: 65, Repeat: true}}, in)
	for _, test := range []struct{ name, text, want string }{
		{"dance", "", `unknown input "dance"`},
		{"key", "65 false", "its text is too short"},
		{"key", "65 false maybe", `"maybe" is neither true nor false`},
		{"key", "x false true", `"x" is no whole number`},
		{"key", "65 false true 1", `"1" is too much`},
		{"char", "256", "256 is no character"},
		{"type", "hello", `"hello" does not begin with a text in quotes`},
		{"type", "'h'", `"'h'" does not begin with a text in quotes`},
		{"type", "`h`", "does not begin with a text in quotes"},
		{"eject", `"" over`, `"over" is no side`},
		{"move", `1 NaN 2 "" 0`, `"NaN" is no number`},
		{"queue", `"x" 1`, "its payload is no list of arguments"},
		{"queue", `"x" 99999`, "its payload is no list of arguments"},
		{"insert", `"d" bottom "l"`, "its payload is no disk"},
		{"terminate", "now", `"now" is too much`},
	} {
		_, err := read(test.name, test.text, value.Nil)
		assert.ErrorContains(t, err, test.want, "%s %s", test.name, test.text)
	}
	_, err = read("queue", `"x" 1`, value.List(value.Int(1), value.Int(2)))
	assert.ErrorContains(t, err, "its payload is no list")
	_, err = world.ReadInput(&world.Entry{Kind: world.EntryInput, Name: "terminate"})
	assert.ErrorContains(t, err, "not an input from outside")
	_, err = world.ReadInput(&world.Entry{Kind: world.EntryInput, OK: true, N: -1, Name: "terminate"})
	assert.ErrorContains(t, err, "there is no round -1")
}

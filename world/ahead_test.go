package world_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hermit is a program that may run ahead, and remembers what it has handled.
type hermit struct {
	world.Program
	c       *world.Computer
	handled []string
	labour  uint64
	tired   world.Tick // the last tick of hard labour
}

func (h *hermit) Secluded() bool { return true }

// Labour is little, but now and then so much that soon the computer has to rest.
func (h *hermit) Labour() uint64 { return h.labour }

func (h *hermit) Start(c *world.Computer) (world.Status, error) {
	h.c = c
	h.note("boot")
	return h.Program.Start(c)
}

func (h *hermit) Handle(ev world.Event) (world.Status, error) {
	h.note(ev.Name, ev.Args...)
	return h.Program.Handle(ev)
}

func (h *hermit) note(name string, args ...value.Value) {
	h.labour += 1000
	if now := h.c.Now(); now%20 == 0 && now != h.tired {
		h.tired = now
		h.labour += 999_900_000
	}
	h.handled = append(h.handled, fmt.Sprint(h.c.Now(), h.c.Uptime(), name, args))
}

// chatter listens most of the time, and now and then does one of the things that a
// computer can do. In some of its turns it sends more than a queue holds.
func chatter(busy, patience int) *hermit {
	var random *rand.Rand
	return &hermit{tired: -1, Program: worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		m := modemOn(c, world.Back)
		if ev.Name == worldtest.Boot {
			random = rand.New(rand.NewPCG(c.Seed(), 1))
			for range 4 {
				_ = m.Open(random.IntN(6))
			}
			c.StartTimer(int64(1 + random.IntN(4)))
		}
		if ev.Name == "timer" {
			c.StartTimer(int64(1 + random.IntN(8)))
			for range []int{0, 1, 5, 50, 400}[random.IntN(5)] {
				_ = m.Transmit(c, "back", random.IntN(6), 0, value.Int(random.IntN(1000)))
			}
		}
		for random.IntN(busy) == 0 {
			switch random.IntN(24) {
			case 0, 1:
				_ = m.Transmit(c, "back", random.IntN(6), 0, value.Int(random.IntN(1000)))
			case 2, 3:
				_ = m.Open(random.IntN(6))
			case 4, 5:
				_ = m.Close(random.IntN(6))
			case 6:
				if random.IntN(4) == 0 {
					_, _ = worldtest.Call(c, world.Back, "closeAll")
				}
			case 7:
				c.Redstone().SetOutput(world.Sides[random.IntN(world.NumSides)], random.IntN(16))
			case 8, 9:
				c.Screen().SetCursor(random.IntN(30), random.IntN(19))
				c.Screen().Write(fmt.Sprint(ev.Name, random.IntN(10)))
			case 10, 11, 12:
				c.Queue("own", value.Int(random.IntN(5)))
			case 13:
				for range random.IntN(400) {
					c.Queue("many", value.Int(random.IntN(5)))
				}
			case 14:
				c.Task(func() ([]value.Value, error) { return []value.Value{value.Int(int(c.Now()))}, nil })
			case 15:
				if random.IntN(10) == 0 {
					c.Reboot()
				}
			case 16:
				if random.IntN(40) == 0 {
					c.Shutdown()
				}
			case 17:
				if random.IntN(40) == 0 {
					panic("chatter has gone too far")
				}
			case 18:
				if random.IntN(20) == 0 {
					c.Finish(random.IntN(2) == 0, "done")
				}
			case 19:
				c.CancelTimer(random.IntN(10))
				c.StartTimer(int64(random.IntN(3)))
			case 20:
				c.SetLabel(fmt.Sprint(random.IntN(1000)))
			case 21:
				for ch := range 6 {
					if open, _ := worldtest.Call(c, world.Back, "isOpen", value.Int(ch)); len(open) > 0 {
						c.Report("open", fmt.Sprint(ch, open))
					}
				}
			case 22: // a neighbour
				for _, side := range []world.Side{world.Top, world.Bottom} {
					how := []string{"reboot", "shutdown", "turnOn", "getLabel", "isOn"}[random.IntN(5)]
					seen, _ := worldtest.Call(c, side, how)
					c.SetLabel(fmt.Sprint(seen))
				}
			case 23: // a modem on the wired network
				how := []string{"open", "close", "isOpen"}[random.IntN(3)]
				_, _ = worldtest.Call(c, world.Back, "callRemote", str("modem_0"), str(how), value.Int(random.IntN(6)))
			}
		}
		return random.IntN(patience) != 0
	}).Program()}
}

// town is a world of chatters. What they are like, how many, how it ends and what
// befalls it depends on the seed.
type town struct {
	seed  uint64
	most  int // computers, and one more
	limit int // ticks, and four more
}

func (v town) build() (world.Spec, []*hermit) {
	random := rand.New(rand.NewPCG(v.seed, 2))
	spec := world.Spec{
		Name: "town", Seed: v.seed + 1, Limit: world.Tick(5 + random.IntN(v.limit)),
		Until: []world.Until{"", world.UntilPrograms, world.UntilExpect, world.UntilIdle}[random.IntN(4)],
	}
	if random.IntN(2) == 0 {
		spec.Faults = []world.FaultSpec{{From: 4, To: 20, Loss: 0.2, Duplicate: 0.1, Jitter: 3}}
	}
	var hermits []*hermit
	n := 2 + random.IntN(v.most)
	busy := []int{3, 20, 200}[random.IntN(3)]
	patience := []int{100, 3000}[random.IntN(2)]
	stay := 1 + random.IntN(5)
	tower, wired := 1+random.IntN(8), 1+random.IntN(8)
	for id := range n {
		h := chatter(busy, patience)
		hermits = append(hermits, h)
		c := wireless(id, h)
		c.Stay = random.IntN(stay) > 0
		if random.IntN(4) == 0 {
			c.Expect = []string{fmt.Sprint("timer", random.IntN(10))}
		}
		switch {
		case random.IntN(tower) == 0: // where they share lanes
			c.At = at(0, float64(64+id), 0)
		case random.IntN(wired) == 0:
			c.Modems[0] = world.ModemSpec{Side: world.Back, Kind: world.Wired, Network: "net"}
		}
		spec.Computers = append(spec.Computers, c)
	}
	if random.IntN(2) == 0 {
		spec.Peripherals = []world.PeripheralSpec{{Type: "modem", Modem: world.Wireless, Network: "net"}}
	}
	for range random.IntN(6) {
		who := random.IntN(n)
		spec.Actions = append(spec.Actions, world.ActionSpec{
			At: world.Tick(random.IntN(40)), Computer: who,
			Do: []world.Action{
				world.Reboot{}, world.Shutdown{}, world.TurnOn{}, world.Type{Text: "hello"}, world.Terminate{},
				world.Move{To: world.Vec{Y: float64(64 + random.IntN(n))}, Walk: 4},
				world.RedstoneLevel{Side: world.Left, Level: 7},
			}[random.IntN(7)],
		})
	}
	return spec, hermits
}

// life is all that can be told of a town.
type life struct {
	journal []byte
	result  world.Result
	handled [][]string
	screens []string
	ahead   int
}

func (v town) live(t testing.TB, inStep bool, workers int, silent bool) life {
	t.Helper()
	spec, hermits := v.build()
	var out bytes.Buffer
	writer := journal.NewWriter(&out)
	options := world.Options{Workers: workers}
	if !silent {
		options.Recorder = writer
	}
	if inStep {
		options = world.InStep(options)
	}
	w, err := world.New(spec, options)
	require.NoError(t, err)
	if v.seed%3 == 0 {
		require.NoError(t, w.Advance(context.Background(), 5))
		w.Do(0, world.Type{Text: "x"})
		w.Do(1, world.Reboot{})
	}
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	require.NoError(t, world.AuditQueues(w), "%+v", v)
	l := life{result: result, ahead: world.TurnsAhead(w)}
	for i, h := range hermits {
		l.handled = append(l.handled, h.handled)
		c, _ := w.Computer(i)
		x, y := c.Screen().Cursor()
		label, _ := c.Label()
		l.screens = append(l.screens, fmt.Sprint(x, y, label, c.IsOn(), c.Redstone().Output(world.Left)))
	}
	require.NoError(t, w.Close())
	require.NoError(t, writer.Close())
	l.journal = out.Bytes()
	return l
}

// sameLife fails the test unless running ahead makes no difference in a town.
func (v town) sameLife(t testing.TB) (ahead int) {
	t.Helper()
	want := v.live(t, true, 1, false)
	require.Zero(t, want.ahead)
	quiet := v.live(t, true, 1, true)
	for _, silent := range []bool{false, true} {
		for _, workers := range []int{1, 3} {
			got := v.live(t, false, workers, silent)
			ahead += got.ahead
			want := want
			if silent {
				want = quiet
			}
			d, err := journal.Compare(bytes.NewReader(want.journal), bytes.NewReader(got.journal))
			require.NoError(t, err)
			require.Nil(t, d, "%+v, %d workers", v, workers)
			got.ahead = 0
			require.Equal(t, want, got, "%+v, %d workers", v, workers)
		}
	}
	return ahead
}

func TestNobodyCanTellWhoRunsAhead(t *testing.T) {
	seeds := uint64(24)
	if testing.Short() {
		seeds = 8
	}
	ahead := 0
	for seed := range seeds {
		ahead += town{seed, 20, 60}.sameLife(t)
	}
	assert.Greater(t, ahead, 1000, "computers do run ahead")
}

// TestWhoMayRunAhead floods listeners of whom only some may run ahead, and has the
// world end in the middle.
func TestWhoMayRunAhead(t *testing.T) {
	flood := func() world.Program {
		return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			if ev.Name == worldtest.Boot {
				c.StartTimer(1)
				return true
			}
			for i := range 100 {
				_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Int(i))
			}
			return true
		}).Program()
	}
	// listen does something at the tenth message.
	listen := func(do func(c *world.Computer) bool) *hermit {
		n := 0
		return &hermit{Program: worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			if ev.Name == worldtest.Boot {
				_ = modemOn(c, world.Back).Open(1)
			}
			n++
			return n != 10 || do(c)
		}).Program()}
	}
	ends := func(*world.Computer) bool { return false }
	says := func(c *world.Computer) bool {
		c.Screen().Write("ten\n")
		c.Screen().Scroll(1)
		return true
	}
	carriesOn := func(*world.Computer) bool { return true }

	for _, row := range []struct {
		name     string
		until    world.Until
		change   func(spec *world.Spec, hermits []*hermit)
		opts     world.Options
		handled  [2]int
		anyAhead bool
	}{
		{"both", world.UntilIdle, func(*world.Spec, []*hermit) {}, world.Options{}, [2]int{101, 101}, true},
		{"whom the world does not wait for", world.UntilPrograms, func(spec *world.Spec, hermits []*hermit) {
			hermits[0].Program = listen(ends).Program
			spec.Computers[2].Stay = true
		}, world.Options{}, [2]int{10, 10}, true},
		{"who has said what is expected", world.UntilExpect, func(spec *world.Spec, hermits []*hermit) {
			hermits[0].Program = listen(says).Program
			spec.Computers[1].Expect = []string{"ten"}
		}, world.Options{}, [2]int{10, 10}, true},
		{"who stand side by side", world.UntilIdle, func(spec *world.Spec, _ []*hermit) {
			spec.Computers[1].At, spec.Computers[2].At = at(9, 64, 9), at(9, 65, 9)
		}, world.Options{}, [2]int{101, 101}, false},
		{"those whom people watch", world.UntilIdle, func(*world.Spec, []*hermit) {}, world.Options{Pacer: &jumpy{}}, [2]int{101, 101}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			hermits := []*hermit{listen(carriesOn), listen(carriesOn)}
			spec := world.Spec{Until: row.until, Limit: 20, Computers: []world.ComputerSpec{
				wireless(0, flood()), wireless(1, hermits[0]), wireless(2, hermits[1]),
			}}
			spec.Computers[0].Stay = true
			row.change(&spec, hermits)
			w := worldtest.NewSpec(t, spec, row.opts)
			w.Run()
			assert.Equal(t, row.handled, [2]int{len(hermits[0].handled), len(hermits[1].handled)})
			assert.Equal(t, row.anyAhead, world.TurnsAhead(w.World) > 0)
		})
	}
}

// TestASharedModemIsOpenedInStep has the only computer of a wired network open a
// modem there after others have sent on that channel, and before.
func TestASharedModemIsOpenedInStep(t *testing.T) {
	for _, options := range []world.Options{world.InStep(world.Options{}), {}} {
		heard := 0
		h := &hermit{Program: worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			switch {
			case ev.Name == worldtest.Boot:
				for range 10 {
					c.Queue("wait")
				}
				c.Queue("open")
			case ev.Name == "open":
				_, err := worldtest.Call(c, world.Back, "callRemote", str("modem_0"), str("open"), value.Int(1))
				assert.NoError(t, err)
			case ev.Name == "modem_message":
				heard++
			}
			return true
		}).Program()}
		talks := 0
		talker := worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			if talks++; talks <= 20 {
				_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Nil)
				c.Queue("more")
			}
			return true
		})
		spec := world.Spec{
			Until: world.UntilIdle,
			Computers: []world.ComputerSpec{
				wireless(1, talker.Program()), wireless(2, h),
			},
			Peripherals: []world.PeripheralSpec{{Type: "modem", Modem: world.Wireless, Network: "net"}},
		}
		spec.Computers[1].Modems[0] = world.ModemSpec{Side: world.Back, Kind: world.Wired, Network: "net"}
		worldtest.NewSpec(t, spec, options).Run()
		assert.Equal(t, 9, heard)
	}
}

// TestActionsWaitForThoseAhead shuts a computer down from outside while it is ahead.
// What it has done then counts.
func TestActionsWaitForThoseAhead(t *testing.T) {
	say := func(c *world.Computer, what string) {
		c.Screen().SetCursor(0, 0)
		c.Screen().Write(what)
		c.Screen().Scroll(1)
	}
	h := &hermit{Program: worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		switch {
		case ev.Name == worldtest.Boot:
			for i := range 200 {
				c.Queue("go", value.Int(i))
			}
		case id(ev) == 40:
			say(c, "forty")
		}
		return true
	}).Program()}
	turns := 0
	clock := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
		if turns++; turns == 10 {
			say(c, "ten")
		}
		c.Queue("again")
		return true
	})
	var w *world.World
	var rows []string
	spec := world.Spec{Limit: 20, Computers: []world.ComputerSpec{{ID: 0, Program: h}, {ID: 5, Program: clock.Program()}}}
	w, err := world.New(spec, world.Options{OnRow: func(_ *world.Computer, row string) {
		if rows = append(rows, row); row == "ten" {
			w.Do(0, world.Shutdown{})
		}
	}})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	assert.Equal(t, []string{"ten", "forty"}, rows)
	assert.Len(t, h.handled, 42, "it has booted and handled 41 events")
}

// TestStopWhileSomebodyIsAhead stops a world from within, and goes on, or does not.
func TestStopWhileSomebodyIsAhead(t *testing.T) {
	run := func(options world.Options, stop, goOn bool) ([]string, world.Result) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		h := &hermit{Program: worldtest.Func(func(c *world.Computer, ev world.Event) bool {
			switch {
			case ev.Name == worldtest.Boot:
				for i := range 200 {
					c.Queue("go", value.Int(i))
				}
			case id(ev) == 40:
				c.Report("last", "forty")
				return false
			}
			return true
		}).Program()}
		turns := 0
		clock := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
			turns++
			c.Report("turn", fmt.Sprint(turns))
			c.Queue("again")
			return turns < 100
		})
		var journal []string
		options.Recorder = recorderFunc(func(e *world.Entry) {
			journal = append(journal, fmt.Sprint(e.Tick, e.Computer, e.Kind, e.Text))
			if stop && e.Text == "10" {
				cancel()
			}
		})
		w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{ID: 0, Program: h}, {ID: 5, Program: clock.Program()}}}, options)
		require.NoError(t, err)
		defer w.Close()
		if goOn {
			_ = w.Advance(ctx, 10)
			ctx = context.Background()
		}
		r, err := w.Run(ctx)
		require.NoError(t, err)
		return journal, r
	}
	want, _ := run(world.InStep(world.Options{}), false, false)
	got, _ := run(world.Options{}, true, true)
	assert.Equal(t, want, got, "a stop on the way changes nothing")

	journal, r := run(world.Options{}, true, false)
	assert.Equal(t, world.ReasonStopped, r.Reason)
	assert.Equal(t, world.Outcome{Done: true, OK: true}, r.Computers[0].Outcome)
	assert.Contains(t, journal[len(journal)-4], "forty", "what is told has been taken down")
	assert.Less(t, len(journal), 20)
}

func FuzzAhead(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) { town{seed, 3, 8}.sameLife(t) })
}

package world_test

import (
	"os"
	"path/filepath"
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// call calls a peripheral on a side and wants it to work.
func call(t *testing.T, c *world.Computer, side world.Side, method string, args ...value.Value) []value.Value {
	t.Helper()
	results, err := worldtest.Call(c, side, method, args...)
	assert.NoError(t, err, method)
	return results
}

// remoteCall calls a peripheral by the wired modem on the left.
func remoteCall(c *world.Computer, args ...value.Value) ([]value.Value, error) {
	return worldtest.Call(c, world.Left, "callRemote", args...)
}

func str(s string) value.Value { return value.String(s) }

func at(x, y, z float64) *world.Vec { return &world.Vec{X: x, Y: y, Z: z} }

func TestNeighbours(t *testing.T) {
	// Both face north, so the computer to the east is on the left of the other.
	var tr trace
	left := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(1) },
		"timer": func(c *world.Computer, ev world.Event) {
			p, ok := c.Peripheral(world.Left)
			require.True(t, ok)
			assert.Equal(t, []string{"turtle"}, p.Types())
			assert.Equal(t, []value.Value{value.Int(2)}, call(t, c, world.Left, "getID"))
			assert.Equal(t, []value.Value{value.String("bob")}, call(t, c, world.Left, "getLabel"))
			tr.note(c, "on %v", call(t, c, world.Left, "isOn")[0].Truthy())
			switch id(ev) {
			case 0:
				call(t, c, world.Left, "shutdown")
			case 1:
				call(t, c, world.Left, "reboot") // off: nothing
			case 2:
				call(t, c, world.Left, "turnOn")
				c.StartTimer(60)
				return
			case 3:
				call(t, c, world.Left, "reboot")
			case 4:
				return
			}
			c.StartTimer(1)
			_, err := worldtest.Call(c, world.Left, "explode")
			assert.ErrorIs(t, err, world.ErrNoSuchMethod)
		},
	}}
	right := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		tr.note(c, "boot")
		p, ok := c.Peripheral(world.Left) // a turtle's left is the west
		require.True(t, ok)
		assert.Equal(t, []string{"computer"}, p.Types())
		_, ok = c.Peripheral(world.Right)
		assert.False(t, ok)
	}}}
	worldtest.New(t,
		world.ComputerSpec{ID: 1, At: at(0, 64, 0), Program: left},
		world.ComputerSpec{ID: 2, At: at(1, 64, 0), Kind: world.Turtle, Label: "bob", Program: right},
	).Until(200)
	assert.Equal(t, []string{"0: boot", "1: on true", "2: on false", "3: on false", "51: boot", "63: on true", "64: on false", "102: boot"}, tr.lines)
	assert.Empty(t, right.Events, "what is there at boot makes no events")
}

func TestRedstone(t *testing.T) {
	var tr trace
	giver := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(2) },
		"timer": func(c *world.Computer, ev world.Event) {
			r := c.Redstone()
			switch id(ev) {
			case 0:
				r.SetOutput(world.Top, 3)
				r.SetOutput(world.Top, 99)
				r.SetBundledOutput(world.Top, 0x1_0005)
				assert.Equal(t, 15, r.Output(world.Top))
				c.StartTimer(1)
			case 1:
				r.SetOutput(world.Top, 0)
				r.SetOutput(world.Top, 15)
				c.StartTimer(2)
			case 2:
				c.Shutdown()
			}
		},
	}}
	taker := &worldtest.Script{On: on{"redstone": func(c *world.Computer, _ world.Event) {
		tr.note(c, "%d %d", c.Redstone().Input(world.Bottom), c.Redstone().BundledInput(world.Bottom))
	}}}
	spec := world.Spec{
		Computers: []world.ComputerSpec{
			{ID: 1, At: at(0, 64, 0), Program: giver},
			{ID: 2, At: at(0, 65, 0), Facing: world.West, Program: taker},
		},
		Actions: []world.ActionSpec{{At: 10, Computer: 2, Do: world.RedstoneLevel{Side: world.Bottom, Level: 7}}},
	}
	w := worldtest.NewSpec(t, spec, world.Options{})
	w.Until(20)
	assert.Equal(t, []string{"3: 15 5", "6: 0 0", "10: 7 0"}, tr.lines)
	assert.Len(t, w.Entries(world.EntryRedstone), 3)
}

func TestMonitorSizes(t *testing.T) {
	for _, row := range []struct {
		width, height int
		scale         float64
		columns, rows int
	}{
		{1, 1, 1, 7, 5}, {1, 1, 0.5, 15, 10}, {2, 2, 1, 18, 12}, {3, 2, 1, 29, 12}, {8, 6, 1, 82, 40}, {8, 6, 0.5, 164, 81},
	} {
		s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
			assert.Equal(t, []value.Value{value.Int(row.columns), value.Int(row.rows)}, call(t, c, world.Top, "getSize"))
		}}}
		worldtest.NewSpec(t, world.Spec{
			Computers:   []world.ComputerSpec{alone(s)},
			Peripherals: []world.PeripheralSpec{{Type: "monitor", Side: world.Top, OnSide: true, Width: row.width, Height: row.height, Scale: row.scale}},
		}, world.Options{}).Until(1)
	}
}

// office is two computers on a wired network, with what else spec says.
func office(spec world.Spec, programs ...world.Program) world.Spec {
	for i, p := range programs {
		spec.Computers = append(spec.Computers, world.ComputerSpec{
			ID: i + 1, Program: p, Expose: true,
			Modems: []world.ModemSpec{{Side: world.Left, Kind: world.Wired, Network: "office"}},
		})
	}
	return spec
}

func TestWiredMonitor(t *testing.T) {
	one := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		assert.Equal(t, []value.Value{value.Strings([]string{"computer_1", "monitor_0"})}, call(t, c, world.Left, "getNamesRemote"))
		assert.Equal(t, []value.Value{str("computer_0")}, call(t, c, world.Left, "getNameLocal"))
		assert.Equal(t, []value.Value{str("monitor")}, call(t, c, world.Left, "getTypeRemote", str("monitor_0")))
		assert.Empty(t, call(t, c, world.Left, "getTypeRemote", str("monitor_9")))
		assert.Equal(t, []value.Value{value.Bool(true)}, call(t, c, world.Left, "hasTypeRemote", str("monitor_0"), str("monitor")))
		assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Left, "isPresentRemote", str("computer_0")))
		assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Left, "isWireless"))

		_, err := remoteCall(c, str("monitor_0"), str("write"), str("hello"))
		assert.NoError(t, err)
		_, err = remoteCall(c, str("monitor_0"), str("setTextScale"), value.Number(0.5))
		assert.NoError(t, err)
		for text, args := range map[string][]value.Value{
			"No peripheral: monitor_9":                      {str("monitor_9"), str("write")},
			"No such method dance":                          {str("monitor_0"), str("dance")},
			"bad argument #1 (string expected, got number)": {value.Int(5)},
			"bad argument #2 (string expected, got nil)":    {str("monitor_0")},
			"Expected number in range 0.5-5":                {str("monitor_0"), str("setTextScale"), value.Number(7)},
		} {
			_, err = remoteCall(c, args...)
			assert.EqualError(t, err, text)
		}
	}}}
	two := &worldtest.Script{}
	spec := office(world.Spec{
		Peripherals: []world.PeripheralSpec{{Type: "monitor", Network: "office"}},
		Actions: []world.ActionSpec{
			{At: 5, Do: world.Touch{Monitor: "monitor_0", X: 2, Y: 3}},
			{At: 6, Do: world.Attach{Name: "monitor_0", Detach: true}},
			{At: 7, Do: world.Touch{Monitor: "monitor_0", X: 2, Y: 3}},
			{At: 8, Do: world.Attach{Name: "monitor_0"}},
			{At: 9, Computer: 2, Do: world.Cut{}},
			{At: 10, Computer: 2, Do: world.Cut{Reconnect: true}},
			{At: 11, Computer: world.NoComputer, Do: world.Cut{Network: "office"}},
			{At: 12, Computer: world.NoComputer, Do: world.Cut{Network: "office", Reconnect: true}},
		},
	}, one, two)
	worldtest.NewSpec(t, spec, world.Options{}).Until(20)
	want := []string{
		"monitor_resize", "monitor_touch", "peripheral_detach", "peripheral",
		"peripheral_detach", "peripheral_detach", "peripheral", "peripheral",
		"peripheral_detach", "peripheral_detach", "peripheral", "peripheral",
	}
	assert.Equal(t, want, two.Names())
	assert.Equal(t, []value.Value{str("monitor_0"), value.Int(2), value.Int(3)}, two.Events[1].Args)
}

func TestDrives(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "note"), []byte("hi"), 0o644))
	step := func(name string, do func(c *world.Computer)) func(*world.Computer, world.Event) {
		return func(c *world.Computer, ev world.Event) {
			if ev.Args[0] == str(name) {
				do(c)
			}
		}
	}
	one := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			assert.Equal(t, []value.Value{value.Bool(true)}, call(t, c, world.Right, "isDiskPresent"))
			assert.Equal(t, []value.Value{str("disk")}, call(t, c, world.Right, "getMountPath"))
			assert.Equal(t, []value.Value{str("games")}, call(t, c, world.Right, "getDiskLabel"))
			assert.Equal(t, []value.Value{value.Int(0)}, call(t, c, world.Right, "getDiskID"))
			assert.True(t, c.Files().Exists("disk/play"))
			call(t, c, world.Right, "setDiskLabel")
			call(t, c, world.Right, "ejectDisk")
			assert.True(t, c.Files().Exists("disk/play"), "it takes effect with the next tick")
		},
		"disk_eject": step("right", func(c *world.Computer) {
			assert.False(t, c.Files().Exists("disk"))
			assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Right, "isDiskPresent"))
			assert.Empty(t, call(t, c, world.Right, "getDiskLabel"))
			assert.Empty(t, call(t, c, world.Right, "getDiskID"))
			assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Right, "getAudioTitle"))
			assert.NoError(t, c.Files().MakeDir("disk"))
		}),
		"disk": step("right", func(c *world.Computer) {
			assert.Equal(t, []value.Value{str("disk2")}, call(t, c, world.Right, "getMountPath"))
			assert.True(t, c.Files().Exists("disk2/note"))
			assert.NoError(t, c.Files().MakeDir("disk2/made"))
		}),
	}}
	two := &worldtest.Script{On: on{"disk": step("drive_7", func(c *world.Computer) {
		assert.True(t, c.Files().Exists("disk/note"))
	})}}
	spec := office(world.Spec{
		Peripherals: []world.PeripheralSpec{{
			Type: "drive", Computer: 1, Side: world.Right, OnSide: true,
			Disk: &world.DiskSpec{Label: "games", Files: world.Files{Inline: map[string]string{"play": "x"}}},
		}, {Type: "drive", Name: "drive_7", Network: "office"}},
		Actions: []world.ActionSpec{
			{At: 5, Computer: 1, Do: world.Insert{Side: world.Right, Disk: world.DiskSpec{Files: world.Files{Dir: dir}}}},
			{At: 6, Do: world.Insert{Drive: "drive_7", Disk: world.DiskSpec{Files: world.Files{Inline: map[string]string{"note": ""}}}}},
			{At: 7, Do: world.Eject{Drive: "drive_7"}},
		},
	}, one, two)
	worldtest.NewSpec(t, spec, world.Options{}).Until(10)
	assert.Equal(t, []string{"disk_eject", "task_complete", "disk", "disk", "disk_eject"}, one.Names())
	assert.Equal(t, []string{"disk", "disk_eject"}, two.Names())
	assert.DirExists(t, filepath.Join(dir, "made"))
}

func TestSharedModem(t *testing.T) {
	// Computer 2 uses the modem of the network and is heard by 3, which is on the air.
	two := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		_, err := remoteCall(c, str("modem_0"), str("open"), value.Int(7))
		assert.NoError(t, err)
		c.StartTimer(1)
	}, "timer": func(c *world.Computer, _ world.Event) {
		_, err := remoteCall(c, str("modem_0"), str("transmit"), value.Int(8), value.Int(7), str("hello"))
		assert.NoError(t, err)
	}}}
	one := &worldtest.Script{}
	air := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { call(t, c, world.Back, "open", value.Int(8)) },
		"modem_message": func(c *world.Computer, ev world.Event) {
			call(t, c, world.Back, "transmit", value.Int(7), value.Int(8), ev.Args[3])
		},
	}}
	spec := office(world.Spec{Peripherals: []world.PeripheralSpec{{Type: "modem", Network: "office", Modem: world.Ender}}}, one, two)
	spec.Computers = append(spec.Computers, wireless(3, air))
	worldtest.NewSpec(t, spec, world.Options{}).Until(5)
	assert.Equal(t, []string{"modem_message"}, air.Names())
	for _, s := range []*worldtest.Script{one, two} {
		require.NotEmpty(t, s.Events)
		last := s.Events[len(s.Events)-1]
		assert.Equal(t, "modem_message", last.Name)
		assert.Equal(t, str("modem_0"), last.Args[0])
	}
}

func TestCablesAndFullBlocks(t *testing.T) {
	// 1 and 2 are joined by three cables; 3 and 4 stand on two sides of a full block.
	listen := on{worldtest.Boot: func(c *world.Computer, _ world.Event) { call(t, c, world.Left, "open", value.Int(1)) }}
	speak := on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { c.StartTimer(1) },
		"timer": func(c *world.Computer, _ world.Event) {
			call(t, c, world.Left, "transmit", value.Int(1), value.Int(2), str("x"))
		},
	}
	far, near := &worldtest.Script{On: listen}, &worldtest.Script{On: listen}
	modem := func(kind world.ModemKind) []world.ModemSpec {
		return []world.ModemSpec{{Side: world.Left, Kind: kind, Network: "n"}}
	}
	spec := world.Spec{
		Wired: []world.WiredSpec{{Name: "n", Cables: []world.Block{{X: 1, Y: 5, Z: 0}, {X: 2, Y: 5, Z: 0}, {X: 3, Y: 5, Z: 0}}}},
		Computers: []world.ComputerSpec{
			{ID: 1, At: at(0, 5, 0), Modems: modem(world.Wired), Program: &worldtest.Script{On: speak}},
			{ID: 2, At: at(4, 5, 0), Facing: world.South, Modems: modem(world.Wired), Program: far},
			{ID: 3, At: at(10, 5, 0), Modems: modem(world.WiredFull), Program: &worldtest.Script{On: speak}},
			{ID: 4, At: at(12, 5, 0), Facing: world.South, Modems: modem(world.WiredFull), Program: near},
		},
		Actions: []world.ActionSpec{{At: 3, Computer: world.NoComputer, Do: world.Cut{Network: "n", Cable: &world.Block{X: 2, Y: 5, Z: 0}}}},
	}
	worldtest.NewSpec(t, spec, world.Options{}).Until(5)
	for s, distance := range map[*worldtest.Script]float64{far: 4, near: 2} {
		require.Len(t, s.Events, 1)
		assert.Equal(t, value.Number(distance), s.Events[0].Args[4])
	}
}

func TestSpeakerAndPrinter(t *testing.T) {
	samples := make([]value.Value, 4800)
	for i := range samples {
		samples[i] = value.Int(i % 100)
	}
	s := &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) {
			assert.Equal(t, []value.Value{value.Bool(true)}, call(t, c, world.Left, "playNote", str("harp")))
			assert.Equal(t, []value.Value{value.Bool(true)}, call(t, c, world.Left, "playSound", str("x")))
			assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Left, "playSound", str("x")))
			assert.Equal(t, []value.Value{value.Bool(true)}, call(t, c, world.Left, "playAudio", value.List(samples...)))
			assert.Equal(t, []value.Value{value.Bool(false)}, call(t, c, world.Left, "playAudio", value.List(samples...)))
			for text, args := range map[string][]value.Value{
				`Invalid instrument, "null"!`:                {str("playNote"), str("null")},
				"Cannot play empty audio":                    {str("playAudio"), value.List()},
				"table item #1 must be between -128 and 127": {str("playAudio"), value.List(value.Int(128))},
				"bad argument #1 (table expected, got nil)":  {str("playAudio")},
			} {
				method, _ := args[0].AsString()
				_, err := worldtest.Call(c, world.Left, method, args[1:]...)
				assert.EqualError(t, err, text)
			}
			_, err := worldtest.Call(c, world.Right, "write", str("x"))
			assert.EqualError(t, err, "Page not started")
			call(t, c, world.Right, "newPage")
		},
		"task_complete": func(c *world.Computer, ev world.Event) {
			assert.Equal(t, value.Bool(true), ev.Args[1])
			if id(ev) == 1 {
				call(t, c, world.Right, "write", str("Dear all"))
				call(t, c, world.Right, "setPageTitle", str("Letter"))
				assert.Equal(t, []value.Value{value.Int(25), value.Int(21)}, call(t, c, world.Right, "getPageSize"))
				call(t, c, world.Right, "endPage")
			}
		},
	}}
	w := worldtest.NewSpec(t, world.Spec{
		Computers: []world.ComputerSpec{alone(s)},
		Peripherals: []world.PeripheralSpec{
			{Type: "speaker", Side: world.Left, OnSide: true},
			{Type: "printer", Side: world.Right, OnSide: true},
		},
	}, world.Options{})
	w.Until(10)
	assert.Equal(t, []string{"speaker_audio_empty", "task_complete", "task_complete"}, s.Names())
	reports := w.Entries(world.EntryReport)
	assert.Equal(t, "Letter\nDear all", reports[len(reports)-1].Text)
}

func TestAttachOnASide(t *testing.T) {
	s := &worldtest.Script{}
	spec := world.Spec{
		Computers:   []world.ComputerSpec{alone(s)},
		Peripherals: []world.PeripheralSpec{{Type: "speaker", Side: world.Left, OnSide: true, Off: true}},
		Actions: []world.ActionSpec{
			{At: 2, Do: world.Attach{Side: world.Left}},
			{At: 3, Do: world.Attach{Side: world.Left, Detach: true}},
		},
	}
	worldtest.NewSpec(t, spec, world.Options{}).Until(5)
	assert.Equal(t, []string{"peripheral", "peripheral_detach"}, s.Names())
}

// TestADiskOfTheHostComesBack ejects a disk that is a directory of the host and
// inserts it again.
func TestADiskOfTheHostComesBack(t *testing.T) {
	disk := world.DiskSpec{Files: world.Files{Dir: t.TempDir()}}
	insert := world.Insert{Drive: "drive_0", Disk: disk}
	s := &worldtest.Script{}
	w := worldtest.NewSpec(t, world.Spec{
		Computers:   []world.ComputerSpec{{ID: 1, Program: s}},
		Peripherals: []world.PeripheralSpec{{Type: "drive", Computer: 1, Side: world.Left, OnSide: true}},
		Actions: []world.ActionSpec{
			{At: 1, Do: insert}, {At: 2, Do: world.Eject{Drive: "drive_0"}}, {At: 3, Do: insert}, {At: 4, Do: insert},
		},
	}, world.Options{})
	w.Until(5)
	assert.Empty(t, w.Result().Problems)
	var names []string
	for _, ev := range s.Events {
		names = append(names, ev.Name)
	}
	assert.Equal(t, []string{"disk", "disk_eject", "disk", "disk_eject", "disk"}, names)
}

// TestNetworksThatTouch has cables of two names side by side: who is on either can
// reach the same monitor, and so must not run at the same time.
func TestNetworksThatTouch(t *testing.T) {
	spec := world.Spec{
		Wired: []world.WiredSpec{
			{Name: "a", Cables: []world.Block{{X: 1, Y: 5, Z: 0}, {X: 2, Y: 5, Z: 0}}},
			{Name: "b", Cables: []world.Block{{X: 3, Y: 5, Z: 0}, {X: 3, Y: 5, Z: 1}}},
		},
		Computers: []world.ComputerSpec{
			{ID: 1, At: at(0, 5, 0), Modems: []world.ModemSpec{{Side: world.Left, Kind: world.Wired, Network: "a"}}, Program: &worldtest.Script{}},
			{ID: 2, At: at(4, 5, 0), Facing: world.South, Modems: []world.ModemSpec{{Side: world.Left, Kind: world.Wired, Network: "b"}}, Program: &worldtest.Script{}},
		},
		Peripherals: []world.PeripheralSpec{{Type: "monitor", Network: "b", Cable: &world.Block{X: 3, Y: 5, Z: 1}}},
		Actions: []world.ActionSpec{
			{At: 2, Computer: world.NoComputer, Do: world.Cut{Network: "a", Cable: &world.Block{X: 2, Y: 5, Z: 0}}},
			{At: 4, Computer: world.NoComputer, Do: world.Cut{Network: "a", Cable: &world.Block{X: 2, Y: 5, Z: 0}, Reconnect: true}},
		},
	}
	w := worldtest.NewSpec(t, spec, world.Options{})
	one, _ := w.Computer(1)
	two, _ := w.Computer(2)
	for tick, together := range []bool{true, true, false, false, true} {
		w.Until(world.Tick(tick))
		assert.Equal(t, together, world.InOneLane(one, two), "tick %d", tick)
	}
}

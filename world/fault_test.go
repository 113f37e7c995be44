package world_test

import (
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// beacon transmits its time on channel 1 in every tick from 1 to n.
func beacon(n int) world.Program {
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		if ev.Name == "timer" {
			_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Int(int(c.Now())))
		}
		if c.Now() < world.Tick(n) {
			c.StartTimer(1)
		}
		return true
	}).Program()
}

// listener notes when it hears which message.
func listener(tr *trace) world.Program {
	return &worldtest.Script{On: on{
		worldtest.Boot:  func(c *world.Computer, _ world.Event) { _ = modemOn(c, world.Back).Open(1) },
		"modem_message": func(c *world.Computer, ev world.Event) { tr.note(c, "%d", payload(ev)) },
	}}
}

func TestFaults(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault world.FaultSpec
		want  []string
	}{
		{"none", world.FaultSpec{From: 2, To: 3}, []string{"1: 1", "2: 2", "3: 3", "4: 4"}},
		{"loss", world.FaultSpec{From: 2, To: 4, Loss: 1}, []string{"1: 1", "4: 4"}},
		{"for ever", world.FaultSpec{From: 2, Loss: 1}, []string{"1: 1"}},
		{"duplicate", world.FaultSpec{From: 2, To: 3, Duplicate: 1}, []string{"1: 1", "2: 2", "2: 2", "3: 3", "4: 4"}},
		{"delay", world.FaultSpec{From: 2, To: 3, Delay: 2}, []string{"1: 1", "3: 3", "4: 2", "4: 4"}},
		{"partition", world.FaultSpec{From: 2, To: 3, Partition: [][]int{{1}, {2}}}, []string{"1: 1", "3: 3", "4: 4"}},
		{"partition of others", world.FaultSpec{Partition: [][]int{{1}, {3}}}, []string{"1: 1", "2: 2", "3: 3", "4: 4"}},
		{"other computers", world.FaultSpec{Loss: 1, Computers: []int{5}}, []string{"1: 1", "2: 2", "3: 3", "4: 4"}},
		{"other channels", world.FaultSpec{Loss: 1, Channels: []int{2}}, []string{"1: 1", "2: 2", "3: 3", "4: 4"}},
		{"this channel", world.FaultSpec{Loss: 1, Channels: []int{1}}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			var tr trace
			spec := world.Spec{
				Computers: []world.ComputerSpec{wireless(1, beacon(4)), wireless(2, listener(&tr))},
				Faults:    []world.FaultSpec{row.fault},
			}
			worldtest.NewSpec(t, spec, world.Options{}).Until(20)
			assert.Equal(t, row.want, tr.lines)
		})
	}
}

func TestFaultsDependOnTheSeed(t *testing.T) {
	run := func(seed uint64) []string {
		var tr trace
		spec := world.Spec{
			Computers: []world.ComputerSpec{wireless(1, beacon(200)), wireless(2, listener(&tr))},
			Faults:    []world.FaultSpec{{Loss: 0.3, Duplicate: 0.1, Delay: 1, Jitter: 5}},
		}
		worldtest.NewSpec(t, spec, world.Options{Seed: seed}).Until(300)
		return tr.lines
	}
	one := run(1)
	assert.InDelta(t, 154, len(one), 40)
	assert.Equal(t, one, run(1))
	assert.NotEqual(t, one, run(2))
}

func TestWalkAndStorm(t *testing.T) {
	// A beacon at the height where a storm changes nothing, and a walker that
	// leaves its reach.
	var tr trace
	spec := world.Spec{
		Computers: []world.ComputerSpec{wireless(1, beacon(40)), wireless(2, nil)},
		Actions: []world.ActionSpec{
			{At: 5, Computer: 2, Do: world.Move{To: world.Vec{X: 100, Y: 64}, Walk: 10}},
			{At: 20, Computer: 2, Do: world.Move{To: world.Vec{X: 3, Y: 64, Z: 4}, Dimension: "the_nether"}},
			{At: 25, Computer: 2, Do: world.Move{To: world.Vec{X: 3, Y: 64, Z: 4}, Dimension: "overworld"}},
			{At: 26, Do: world.Storm{On: true}},
		},
	}
	var distances []float64
	spec.Computers[0].At, spec.Computers[1].At = at(0, 64, 0), at(0, 64, 0)
	spec.Computers[1].Kind = world.Pocket
	spec.Computers[1].Program = &worldtest.Script{On: on{
		worldtest.Boot: func(c *world.Computer, _ world.Event) { _ = modemOn(c, world.Back).Open(1) },
		"modem_message": func(c *world.Computer, ev world.Event) {
			tr.note(c, "heard")
			d, _ := ev.Args[4].AsNumber()
			distances = append(distances, d)
		},
	}}
	w := worldtest.NewSpec(t, spec, world.Options{})
	w.Until(30)
	assert.Equal(t, "11: heard", tr.lines[10], "at tick 11 the walker is at 60")
	assert.Equal(t, "25: heard", tr.lines[11])
	assert.InDelta(t, 60, distances[10], 1e-9)
	assert.Equal(t, 5.0, distances[11])
}

func TestActions(t *testing.T) {
	s := &worldtest.Script{}
	other := &worldtest.Script{}
	spec := world.Spec{
		Computers: []world.ComputerSpec{alone(s), {ID: 1, Off: true, Program: other}},
		Actions: []world.ActionSpec{
			{At: 1, Do: world.Type{Text: "a\n"}},
			{At: 2, Do: world.Press{Keys: []int{290}}},
			{At: 3, Do: world.Paste{Text: "one\ttwo\nthree"}},
			{At: 4, Do: world.Terminate{}},
			{At: 5, Do: world.QueueEvent{Name: "mine", Args: []value.Value{value.Int(1)}}},
			{At: 6, Do: world.Mouse{Event: "mouse_click", Button: 1, X: 2, Y: 3}},
			{At: 7, Do: world.Reboot{}},
			{At: 8, Do: world.QueueEvent{Name: "lost"}},
			{At: 70, Do: world.Shutdown{}},
			{At: 71, Do: world.TurnOn{}},
			{At: 75, Computer: 1, Do: world.TurnOn{}},
		},
	}
	w := worldtest.NewSpec(t, spec, world.Options{})
	w.Until(200)
	assert.Equal(t, []string{
		"key", "char", "key_up", "key", "key_up", "key", "key_up", "paste", "terminate", "mine", "mouse_click",
	}, s.Names())
	assert.Equal(t, []value.Value{value.Int(65), value.Bool(false)}, s.Events[0].Args)
	assert.Equal(t, []value.Value{str("a")}, s.Events[1].Args)
	assert.Equal(t, []value.Value{value.Int(257), value.Bool(false)}, s.Events[3].Args)
	assert.Equal(t, []value.Value{str("one?two")}, s.Events[7].Args)
	var boots []world.Tick
	for _, e := range w.Entries(world.EntryBoot) {
		boots = append(boots, e.Tick)
	}
	assert.Equal(t, []world.Tick{0, 51, 76, 102}, boots)
	require.Len(t, w.Entries(world.EntryInput), len(spec.Actions))
}

func TestNotEverythingCanBeUnderWay(t *testing.T) {
	// 1 sends more in one turn and the next than may be delayed; 2 hears it later.
	flood := worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		for range world.MaxFrames/2 + 100 {
			if ev.Name == "timer" {
				_ = modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Int(1))
			}
		}
		if c.Now() < 2 {
			c.StartTimer(1)
		}
		return true
	}).Program()
	var tr trace
	w := worldtest.NewSpec(t, world.Spec{
		Computers: []world.ComputerSpec{wireless(1, flood), wireless(2, listener(&tr))},
		Faults:    []world.FaultSpec{{From: 1, To: 2, Delay: 50}, {From: 2, To: 3, Delay: 49}},
	}, world.Options{})
	w.Until(10)
	drops := w.Entries(world.EntryDrop)
	require.Len(t, drops, 200)
	assert.Equal(t, "too much under way", drops[0].Text)
	w.Until(60)
	assert.Len(t, tr.lines, world.QueueLimit, "what comes at once beyond the queue is lost")
}

func TestWalkersAreWhereTheyAreNow(t *testing.T) {
	w := worldtest.NewSpec(t, world.Spec{
		Computers: []world.ComputerSpec{{ID: 1, At: at(0, 64, 0), Program: &worldtest.Script{}}},
		Actions:   []world.ActionSpec{{At: 0, Computer: 1, Do: world.Move{To: *at(100, 64, 0), Walk: 100}}},
	}, world.Options{})
	w.Until(50)
	c, _ := w.Computer(1)
	where, _ := c.Position()
	assert.Equal(t, *at(50, 64, 0), where)
}

package world

import (
	"errors"
	"math"
	"slices"

	"ccnet/term"
	"ccnet/value"
)

// Largest monitor, in blocks.
const (
	maxMonitorWidth  = 8
	maxMonitorHeight = 6
)

// errScale is the answer to a text scale that monitors do not have.
var errScale = errors.New("Expected number in range 0.5-5")

// monitorScreen are the methods that monitors share with a computer's screen.
var monitorScreen, monitorMethods = func() (map[string]term.Method, []string) {
	screen := make(map[string]term.Method)
	names := []string{"getTextScale", "setTextScale"}
	for _, m := range term.Methods() {
		screen[m.Name] = m
		names = append(names, m.Name)
	}
	slices.Sort(names)
	return screen, names
}()

// Monitor is a monitor of one or several blocks.
type Monitor struct {
	screen        *term.Screen
	width, height int // blocks
	scale         int // in halves
	touch         bool
	to            attachments
}

func newMonitor(_ *World, spec *PeripheralSpec) (Peripheral, error) {
	m := &Monitor{width: max(1, spec.Width), height: max(1, spec.Height), scale: 2, touch: !spec.Normal}
	if m.width > maxMonitorWidth || m.height > maxMonitorHeight {
		return nil, errors.New("monitors have at most 8 by 6 blocks")
	}
	if spec.Scale != 0 {
		if spec.Scale < 0.5 || spec.Scale >= 5.5 {
			return nil, errors.New("text scales are from 0.5 to 5")
		}
		m.scale = int(spec.Scale * 2)
	}
	w, h := m.characters()
	m.screen = term.NewScreen(w, h, m.touch)
	return m, nil
}

// characters is the size of the screen.
func (m *Monitor) characters() (width, height int) {
	scale := float64(m.scale) / 2
	round := func(f float64) int { return max(1, int(math.Floor(f+0.5))) }
	return round((float64(m.width) - 0.3125) / (scale * 6 / 64)),
		round((float64(m.height) - 0.3125) / (scale * 9 / 64))
}

// Screen is what the monitor shows.
func (m *Monitor) Screen() *term.Screen { return m.screen }

func (m *Monitor) attached(c *Computer, name string) { m.to.add(c, name) }
func (m *Monitor) detached(c *Computer, name string) { m.to.remove(c, name) }

// Types are the monitor's types.
func (m *Monitor) Types() []string { return []string{"monitor"} }

// Methods are the monitor's methods.
func (m *Monitor) Methods() []string { return monitorMethods }

// Call calls one of the monitor's methods.
func (m *Monitor) Call(call *PeripheralCall) (err error) {
	switch call.Method {
	case "getTextScale":
		return call.Return(value.Number(float64(m.scale) / 2))
	case "setTextScale":
		scale, err := call.Args.Finite(1)
		if err != nil {
			return err
		}
		halves := int(value.Saturate(scale * 2))
		if halves < 1 || halves > 10 {
			return errScale
		}
		m.rescale(call.Computer, halves)
		return nil
	}
	method, ok := monitorScreen[call.Method]
	if !ok {
		return ErrNoSuchMethod
	}
	call.Results, err = method.Call(m.screen, call.Args, call.Results)
	return err
}

// rescale changes the text scale, which clears the monitor.
func (m *Monitor) rescale(by *Computer, halves int) {
	if m.scale == halves {
		return
	}
	m.scale = halves
	w, h := m.characters()
	if oldW, oldH := m.screen.Size(); oldW == w && oldH == h {
		return
	}
	m.screen.Resize(w, h)
	m.screen.Clear()
	by.nextTick(func() {
		for _, a := range m.to.list {
			by.world.deliver(a.computer, stringEvent("monitor_resize", a.name))
		}
	})
}

// touchAt queues the event of a touch at column x, row y.
func (m *Monitor) touchAt(w *World, x, y int) {
	if !m.touch {
		return
	}
	for _, a := range m.to.list {
		w.deliver(a.computer, Event{Name: "monitor_touch", Args: []value.Value{
			value.String(a.name), value.Int(x), value.Int(y),
		}})
	}
}

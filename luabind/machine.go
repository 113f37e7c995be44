// Package luabind is a computer's machine: CraftOS on a Lua engine, as a
// world.Program. It holds the native APIs (os, fs, term, peripheral, redstone, …)
// on which a bios.lua and its ROM stand, be they this project's own or somebody's
// copy of the game's.
//
// The APIs are written once, against the small calling interface of Call, and
// know no engine. An engine is an Engine; luabind/craft has the default one.
//
// A Runtime holds what the machines of a process share, and makes a Machine for
// each computer.
package luabind

import (
	"errors"
	"fmt"

	"ccnet/value"
	"ccnet/world"
)

// Version is the version of the game that machines behave as.
const Version = "1.113.1"

// Machine runs CraftOS on a computer. It implements world.Program. Make it with
// Runtime.NewProgram or NewMachine.
type Machine struct {
	runtime  *Runtime
	run      []string // the program to start and its arguments; none if empty
	computer *world.Computer
	engine   Engine
	wait     Wait
	event    world.Event // the one that is being handled

	peripheralCall *world.PeripheralCall            // to be used again; see peripheralCall
	slot           int                              // a turtle's selected slot, from 0
	stations       stations                         // that programs have made
	rttp           rttpState                        // since the computer was switched on
	labour         uint64                           // nanoseconds of work since it was made, about
	apis           []API                            // beside the standard ones
	fakes          [world.NumSides]world.Peripheral // by tests, in place of the world's
}

// NewMachine returns the machine of one computer, which runs the program
// run[0] with the arguments run[1:] when it has booted, or just boots if run is
// empty. Further APIs are installed after the standard ones.
func NewMachine(r *Runtime, run []string, apis ...API) *Machine {
	return &Machine{runtime: r, run: run, apis: apis}
}

// Start implements world.Program: it builds the Lua state, loads bios.lua and
// runs it until it waits.
func (m *Machine) Start(c *world.Computer) (world.Status, error) {
	m.computer = c
	m.wait, m.slot, m.stations = Wait{}, 0, stations{}
	m.rttp = rttpState{}
	if err := m.mount(); err != nil {
		return m.fail("Cannot mount ROM", "", err)
	}
	m.engine = m.runtime.engines.NewEngine(m, EngineConfig{Seed: c.Seed(), Limits: m.runtime.limits})
	m.install()
	if err := m.engine.Load(m.runtime.rom.BIOS, "@bios.lua"); err != nil {
		return m.fail("Error loading bios.lua", err.Error(), err)
	}
	return m.resume(world.Event{})
}

// standard are the APIs of every computer.
var standard = []API{termAPI, redstoneAPI, fsAPI, peripheralAPI, osAPI}

// install fills the globals.
func (m *Machine) install() {
	m.engine.SetGlobal("_HOST", m.runtime.host)
	m.engine.SetGlobal("_CC_DEFAULT_SETTINGS", m.runtime.settings)
	m.engine.SetGlobal("ccnet", networks)
	for _, api := range standard {
		m.engine.Install(api)
	}
	for _, api := range deviceAPIs(m.computer.Kind()) {
		m.engine.Install(api)
	}
	if len(m.run) > 0 {
		m.engine.Install(autorunAPI)
	}
	for _, api := range m.apis {
		m.engine.Install(api)
	}
}

// Handle implements world.Program: it resumes the computer with an event, unless
// that waits for another one.
func (m *Machine) Handle(ev world.Event) (world.Status, error) {
	if m.wait.Filtered && ev.Name != m.wait.Filter && ev.Name != "terminate" {
		return world.Waiting, nil
	}
	if ev.Name == "" { // an event may have no name, and that is its first argument
		ev.Args = append([]value.Value{value.String("")}, ev.Args...)
	}
	return m.resume(ev)
}

func (m *Machine) resume(ev world.Event) (world.Status, error) {
	m.event = ev
	wait, err := m.engine.Resume(ev.Name, ev.Args)
	m.wait, m.event = wait, world.Event{}
	m.labour += stepTime * uint64(m.engine.Steps())
	if err == nil && !wait.Ended {
		return world.Waiting, nil
	}
	var le *LuaError
	switch {
	case errors.Is(err, ErrAborted):
		return m.fail("Error running computer", err.Error(), err)
	case errors.As(err, &le):
		detail := le.Message
		if le.Traceback != "" {
			detail += "\n" + le.Traceback
		}
		return m.fail("Error running computer", detail, err)
	case err != nil:
		return m.fail("Error running computer", "An internal error occurred, see logs.", err)
	}
	return m.fail("Error running computer", "", errBIOSEnded)
}

var errBIOSEnded = text("bios.lua came to its end")

// stepTime is about how many nanoseconds an instruction takes.
const stepTime = 10

// Labour implements world.Laborious.
func (m *Machine) Labour() uint64 { return m.labour }

// Secluded implements world.Secluded: what a machine does stays on its computer,
// unless it has been given APIs or peripherals that nobody knows here.
func (m *Machine) Secluded() bool {
	return len(m.apis) == 0 && m.fakes == [world.NumSides]world.Peripheral{}
}

// fail draws the failure screen and makes the error of Start and Handle.
func (m *Machine) fail(what, detail string, err error) (world.Status, error) {
	drawFailure(m.computer.Screen(), what, detail)
	return world.Ended, fmt.Errorf("%s: %w", what, err)
}

// Close implements world.Program.
func (m *Machine) Close() {
	if m.engine != nil {
		m.engine.Close()
	}
	m.engine, m.computer, m.peripheralCall = nil, nil, nil
	m.stations = stations{}
	m.wait = Wait{}
}

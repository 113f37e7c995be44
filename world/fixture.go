package world

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ccnet/modem"
)

// fixture is a peripheral of the Spec, attached or not.
type fixture struct {
	spec       *PeripheralSpec
	name       string // on the network
	peripheral Peripheral
	computer   *Computer    // on whose side it is, or nil
	exposer    *modem.Modem // the wired modem that shows it to the network, or nil
}

// peripheralTypes has a row for every type that a Spec can name.
var peripheralTypes = map[string]func(w *World, spec *PeripheralSpec) (Peripheral, error){
	"monitor": newMonitor,
	"drive":   newDrive,
	"speaker": newSpeaker,
	"printer": newPrinter,
	"modem":   newSharedModem,
	"gateway": newGateway,
}

// PeripheralTypes are the types of peripherals that a Spec can name, sorted.
func PeripheralTypes() []string { return slices.Sorted(maps.Keys(peripheralTypes)) }

// addPeripherals makes the peripherals of the Spec and puts them where they belong.
func (w *World) addPeripherals() error {
	for i := range w.spec.Peripherals {
		if name := w.spec.Peripherals[i].Name; name != "" {
			if w.taken[name] {
				return fmt.Errorf("peripheral %s: there is already a peripheral of this name", name)
			}
			w.taken[name] = true
		}
	}
	for i := range w.spec.Peripherals {
		spec := &w.spec.Peripherals[i]
		if err := w.addPeripheral(spec); err != nil {
			return fmt.Errorf("peripheral %d (%s): %w", i+1, spec.Type, err)
		}
	}
	return nil
}

func (w *World) addPeripheral(spec *PeripheralSpec) error {
	make, ok := peripheralTypes[spec.Type]
	if !ok {
		return fmt.Errorf("no such type; there are %s", strings.Join(PeripheralTypes(), ", "))
	}
	if !spec.OnSide && spec.Network == "" {
		return errors.New("it needs a computer and a side, or a network")
	}
	f := &fixture{spec: spec, name: spec.Name}
	if f.name == "" {
		f.name = w.newName(spec.Type)
	}
	var err error
	if f.peripheral, err = make(w, spec); err != nil {
		return err
	}
	if spec.OnSide {
		if f.computer = w.byID.find(spec.Computer); f.computer == nil {
			return fmt.Errorf("there is no computer %d", spec.Computer)
		}
		if f.computer.own[spec.Side] != nil {
			return fmt.Errorf("%s of computer %d: %w", spec.Side, spec.Computer, errSideTaken)
		}
	}
	if spec.Network != "" {
		if f.exposer, err = w.addExposer(spec); err != nil {
			return err
		}
	}
	w.fixtures = append(w.fixtures, f)
	if spec.Off {
		return nil
	}
	return w.plugIn(f)
}

// addExposer adds the wired modem that shows a peripheral to its network.
func (w *World) addExposer(spec *PeripheralSpec) (*modem.Modem, error) {
	s := modem.Spec{Kind: modem.Wired, Owner: -1, Network: spec.Network, Position: Vec{Y: 64}}
	if net := w.wiredSpec(spec.Network); net != nil {
		if spec.Cable == nil {
			return nil, fmt.Errorf("network %s has cables: say at which of them it is, as in cable = [x, y, z]", spec.Network)
		}
		if !slices.Contains(net.Cables, *spec.Cable) {
			return nil, fmt.Errorf("network %s has no cable there", spec.Network)
		}
		s.Network, s.Dimension = "", dimensionOr(net.Dimension)
		for _, face := range faces { // one that does not part the cable from another
			s.Mount = &modem.Mount{Block: *spec.Cable, Face: face}
			if !slices.Contains(net.Cables, spec.Cable.Next(face)) {
				break
			}
		}
	}
	return w.ether.Add(s)
}

// plugIn attaches a fixture to its side and network.
func (w *World) plugIn(f *fixture) error {
	if f.computer != nil {
		f.computer.own[f.spec.Side] = f.peripheral
		w.refresh(f.computer, f.spec.Side)
	}
	if f.exposer != nil {
		return w.expose(f.exposer, f.peripheral, f.name)
	}
	return nil
}

// unplug is the reverse of plugIn.
func (w *World) unplug(f *fixture) {
	if f.computer != nil && f.computer.own[f.spec.Side] == f.peripheral {
		f.computer.own[f.spec.Side] = nil
		w.refresh(f.computer, f.spec.Side)
	}
	if f.exposer != nil {
		f.exposer.Withdraw()
	}
}

// fixture finds a peripheral of the Spec by its name, or else by the side of a
// computer; nil if there is none.
func (w *World) fixture(name string, c *Computer, s Side) *fixture {
	for _, f := range w.fixtures {
		if name != "" && f.name == name || name == "" && c != nil && f.computer == c && f.spec.Side == s {
			return f
		}
	}
	return nil
}

// newSharedModem makes a wireless modem that is on a wired network, or on a side
// like any other.
func newSharedModem(w *World, spec *PeripheralSpec) (Peripheral, error) {
	s := modem.Spec{Kind: modem.Wireless, Owner: -1, Position: Vec{Y: 64}}
	switch spec.Modem {
	case Wireless:
	case Ender:
		s.Kind = modem.Ender
	default:
		return nil, errors.New("a wired modem cannot be on a wired network; give it to a computer as one of its modems")
	}
	var c *Computer
	if spec.OnSide {
		c = w.byID.find(spec.Computer)
	}
	if c != nil {
		s.Position, s.Dimension = c.position, c.dimension
	} else if spec.Cable != nil {
		s.Position = Vec{X: float64(spec.Cable.X), Y: float64(spec.Cable.Y), Z: float64(spec.Cable.Z)}
	}
	m, err := w.ether.Add(s)
	if err != nil {
		return nil, err
	}
	return &Modem{world: w, kind: spec.Modem, ether: m, computer: c}, nil
}

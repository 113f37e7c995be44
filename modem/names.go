package modem

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// names has the peripherals that a network exposes, each with the modems that
// expose it: one, unless the world gave a name twice.
type names map[string][]*Modem

// visible tells whether m sees name: someone other than m itself exposes it.
func (ns names) visible(name string, m *Modem) bool {
	for _, by := range ns[name] {
		if by != m {
			return true
		}
	}
	return false
}

// add and drop enter and remove what m exposes.
func (net *network) add(m *Modem) {
	if m.name != "" {
		net.names[m.name] = append(net.names[m.name], m)
		net.sorted = nil
	}
}

func (net *network) drop(m *Modem) {
	if m.name == "" {
		return
	}
	rest := slices.DeleteFunc(net.names[m.name], func(by *Modem) bool { return by == m })
	if len(rest) == 0 {
		delete(net.names, m.name)
	} else {
		net.names[m.name] = rest
	}
	net.sorted = nil
}

// Expose makes what the wired modem looks at, its computer or another
// peripheral, part of the network under name, in place of what it exposed
// before. A modem without cable can expose nothing.
func (m *Modem) Expose(name string) error {
	switch {
	case m.removed:
		return fmt.Errorf("expose %q: the modem has been removed", name)
	case m.node == nil:
		return fmt.Errorf("expose %q: a %s modem exposes nothing", name, m.kind)
	case m.node.kind == bare:
		return fmt.Errorf("expose %q: the modem has no cable", name)
	case name == "":
		return errors.New("expose: empty name")
	case name == m.name:
		return nil
	}
	m.Withdraw()
	defer m.ether.settle(len(m.ether.changes))
	net := m.node.net
	for _, n := range net.nodes {
		for _, other := range n.modems {
			if other != nil && other != m && other.Attached() && !net.names.visible(name, other) {
				m.ether.note(other, name, true)
			}
		}
	}
	m.name = name
	net.add(m)
	return nil
}

// Withdraw ends what Expose began.
func (m *Modem) Withdraw() {
	if m.name == "" {
		return
	}
	defer m.ether.settle(len(m.ether.changes))
	net, name := m.node.net, m.name
	net.drop(m)
	m.name = ""
	for _, n := range net.nodes {
		for _, other := range n.modems {
			if other != nil && other != m && other.Attached() && !net.names.visible(name, other) {
				m.ether.note(other, name, false)
			}
		}
	}
}

// LocalName is the name under which the network sees what the modem exposes, or
// "" if it exposes nothing.
func (m *Modem) LocalName() string { return m.name }

// RemoteNames lists the peripherals that m's computers see on its wired network,
// sorted: all that are exposed there, except by m itself.
func (m *Modem) RemoteNames() []string {
	if m.node == nil {
		return nil
	}
	net := m.node.net
	m.ether.mu.Lock()
	if net.sorted == nil {
		net.sorted = slices.Sorted(maps.Keys(net.names))
	}
	all := net.sorted
	m.ether.mu.Unlock()
	seen := make([]string, 0, len(all))
	for _, name := range all {
		if name != m.name || net.names.visible(name, m) {
			seen = append(seen, name)
		}
	}
	return seen
}

// Exposer is the modem that exposes name to m's computers, or nil if they see no
// such peripheral.
func (m *Modem) Exposer(name string) *Modem {
	if m.node == nil {
		return nil
	}
	for _, by := range m.node.net.names[name] {
		if by != m {
			return by
		}
	}
	return nil
}

// Change is a remote peripheral that appears to a computer or disappears from
// it: a peripheral or peripheral_detach event.
type Change struct {
	Modem    *Modem
	Computer int
	Via      string // the side or name at which the computer has the modem
	Name     string // the peripheral's
	Attached bool   // appears
}

// Changes returns the changes since the last call, in the order in which the
// world should queue their events: as the mutations happened, and for each of
// them by computer and modem, disappearances first, then by name.
func (e *Ether) Changes() []Change {
	changes := e.changes
	e.changes = nil
	return changes
}

// note remembers a change for all computers of m.
func (e *Ether) note(m *Modem, name string, attached bool) {
	for _, a := range m.attached {
		e.changes = append(e.changes, Change{m, a.Computer, a.Name, name, attached})
	}
}

// settle orders the changes of one mutation, which are those from number first.
func (e *Ether) settle(first int) {
	slices.SortFunc(e.changes[first:], func(a, b Change) int {
		c := cmp.Or(
			cmp.Compare(a.Computer, b.Computer),
			cmp.Compare(SideRank(a.Via), SideRank(b.Via)),
			strings.Compare(a.Via, b.Via),
			cmp.Compare(a.Modem.serial, b.Modem.serial),
		)
		switch {
		case c != 0:
			return c
		case a.Attached == b.Attached:
			return strings.Compare(a.Name, b.Name)
		case b.Attached:
			return -1
		}
		return 1
	})
}

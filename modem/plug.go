package modem

import (
	"cmp"
	"slices"
)

// A named network is a wired network whose cables nobody has drawn. All its
// modems are connected, as though cable ran between any two of their computers
// the shortest way along the axes. Laid so, n blocks of cable join computers
// whose blocks are n + 1 steps apart, and the game measures n + 1. So the
// distance on a named network is the number of steps between the computers'
// blocks, |dx| + |dy| + |dz|, and at least 2, which is what a full block between
// two computers gives. Between dimensions there is no distance.

// minNamed is the least distance on a named network.
const minNamed = 2

// network returns the named network; "" is a new one for a modem alone.
func (e *Ether) network(name string) *network {
	if name == "" {
		return newNetwork()
	}
	net := e.named[name]
	if net == nil {
		net = newNetwork()
		net.title = name
		e.named[name] = net
	}
	return net
}

// plugNew makes m a tap of the named network.
func (e *Ether) plugNew(m *Modem, name string) {
	home := e.network(name)
	n := &node{kind: tap, home: home, dim: m.dim, at: m.position.Block()}
	n.modems[0] = m
	m.node = n
	home.taps = append(home.taps, n)
	if home.cut {
		newNetwork().enter(n)
	} else {
		home.enter(n)
	}
}

func (net *network) forgetTap(n *node) {
	net.taps = slices.DeleteFunc(net.taps, func(other *node) bool { return other == n })
}

// Unplug takes a modem of a named network off it, with what it exposes, until
// Plug. Other modems are left alone.
func (e *Ether) Unplug(m *Modem) {
	n := m.node
	if n == nil || n.kind != tap || n.net != n.home {
		return
	}
	defer e.settle(len(e.changes))
	name := m.name
	m.Withdraw()
	if m.Attached() {
		for other := range n.home.names {
			e.note(m, other, false)
		}
	}
	n.home.leave(n)
	m.name = name
	newNetwork().enter(n)
}

// Plug puts a modem back on its named network.
func (e *Ether) Plug(m *Modem) {
	n := m.node
	if n == nil || n.kind != tap || n.net == n.home {
		return
	}
	defer e.settle(len(e.changes))
	e.merge(n.home, n.net)
}

// CutNetwork unplugs all modems of a named network, also those that will be
// added, until MendNetwork.
func (e *Ether) CutNetwork(name string) {
	defer e.settle(len(e.changes))
	net := e.network(name)
	net.cut = true
	for _, n := range net.byAge() {
		e.Unplug(n.modems[0])
	}
}

// MendNetwork plugs all modems of a named network in again.
func (e *Ether) MendNetwork(name string) {
	defer e.settle(len(e.changes))
	net := e.network(name)
	net.cut = false
	for _, n := range net.byAge() {
		e.Plug(n.modems[0])
	}
}

// byAge lists the taps of a named network, oldest first.
func (net *network) byAge() []*node {
	taps := slices.Clone(net.taps)
	slices.SortFunc(taps, func(a, b *node) int {
		return cmp.Compare(a.modems[0].serial, b.modems[0].serial)
	})
	return taps
}

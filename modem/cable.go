package modem

import "fmt"

// place is a block of a dimension.
type place struct {
	dim *dimension
	at  Block
}

func (p place) String() string {
	return fmt.Sprintf("%d, %d, %d in the %s", p.at.X, p.at.Y, p.at.Z, p.dim.name)
}

// Cable lays a cable into a block, which is empty or holds a wired modem that
// has no cable yet. It connects to the cables and full blocks around it.
func (e *Ether) Cable(dimension string, at Block) error {
	defer e.settle(len(e.changes))
	p := place{e.dimension(dimension), at}
	switch n := e.places[p]; {
	case n == nil:
		e.connect(e.put(cable, p))
	case n.kind == bare:
		n.kind = cable
		e.connect(n)
	default:
		return fmt.Errorf("lay cable at %v: there is one already", p)
	}
	return nil
}

// FullBlock puts a full-block wired modem into an empty block. Add then gives it
// a Modem for each face that is used.
func (e *Ether) FullBlock(dimension string, at Block) error {
	defer e.settle(len(e.changes))
	p := place{e.dimension(dimension), at}
	if e.places[p] != nil {
		return fmt.Errorf("put full block at %v: the block is taken", p)
	}
	e.connect(e.put(full, p))
	return nil
}

// Cut takes the cable or the full block out of a block. A modem on the cable
// stays, with its open channels, but reaches and exposes nothing until there is
// a cable again. The modems of a full block must have been removed before.
func (e *Ether) Cut(dimension string, at Block) error {
	defer e.settle(len(e.changes))
	p := place{e.dimension(dimension), at}
	n := e.places[p]
	switch {
	case n == nil || n.kind == bare:
		return fmt.Errorf("cut cable at %v: there is none", p)
	case n.kind == full && n.modem() != nil:
		return fmt.Errorf("remove full block at %v: it still has modems", p)
	}
	m := n.modem()
	if m != nil {
		m.Withdraw()
	}
	for f := range faces {
		n.unlink(f)
	}
	net := n.net
	if m != nil {
		n.kind = bare
	} else {
		net.leave(n)
		delete(e.places, p)
	}
	e.split(net)
	return nil
}

// put makes a node of a block, in a network of its own.
func (e *Ether) put(kind nodeKind, p place) *node {
	n := &node{kind: kind, dim: p.dim, at: p.at}
	e.places[p] = n
	newNetwork().enter(n)
	return n
}

// connect joins n to its neighbours wherever both sides are open.
func (e *Ether) connect(n *node) {
	for f := range faces {
		next := e.places[place{n.dim, n.at.Next(f)}]
		if next == nil || n.next[f] != nil || !n.opens(f) || !next.opens(f.Opposite()) {
			continue
		}
		n.next[f], next.next[f.Opposite()] = next, n
		e.merge(n.net, next.net).paths.forget()
	}
}

// unlink cuts the connection through face f and tells whether there was one.
func (n *node) unlink(f Face) bool {
	next := n.next[f]
	if next == nil {
		return false
	}
	n.next[f], next.next[f.Opposite()] = nil, nil
	return true
}

// wire gives m, which is being added, its place in a network.
func (e *Ether) wire(m *Modem, spec Spec) error {
	if spec.Mount == nil {
		e.plugNew(m, spec.Network)
		return nil
	}
	if spec.Network != "" {
		return fmt.Errorf("add wired modem: it has both a network (%q) and a mount", spec.Network)
	}
	p := place{m.dim, spec.Mount.Block}
	n := e.places[p]
	m.face = spec.Mount.Face
	switch {
	case m.face >= faces:
		return fmt.Errorf("add wired modem at %v: there is no face %d", p, m.face)
	case n == nil:
		n = e.put(bare, p)
	case n.kind == full && n.modems[m.face] != nil:
		return fmt.Errorf("add wired modem at %v: face %v has one already", p, m.face)
	case n.kind != full && n.modem() != nil:
		return fmt.Errorf("add wired modem at %v: there is one already", p)
	}
	if other := n.modem(); other != nil {
		m.channels = other.channels
	}
	m.node = n
	target := p.at.Next(m.face)
	m.position = Vec{float64(target.X) + 0.5, float64(target.Y) + 0.5, float64(target.Z) + 0.5}
	n.modems[m.face] = m
	n.net.paths.forget()
	if n.kind == cable && n.unlink(m.face) {
		defer e.settle(len(e.changes))
		e.split(n.net)
	}
	return nil
}

// unwire takes m, which is being removed and neither hears nor speaks any more,
// out of its network.
func (e *Ether) unwire(m *Modem) {
	defer e.settle(len(e.changes))
	m.Withdraw()
	n := m.node
	n.modems[m.face] = nil
	n.net.paths.forget()
	switch n.kind {
	case tap:
		n.net.leave(n)
		n.home.forgetTap(n)
	case bare:
		n.net.leave(n)
		delete(e.places, place{n.dim, n.at})
	case cable:
		e.connect(n) // through the face that is free now
	}
	m.node = nil
}

package world

import "ccnet/value"

// Computers whose blocks touch are each other's peripherals and feel each other's
// redstone. Pocket computers touch nothing.

// linkAll finds the neighbours of all computers and their lanes.
func (w *World) linkAll() {
	for _, c := range w.computers {
		w.link(c)
	}
	w.assignLanes()
}

// link finds the neighbours of c.
func (w *World) link(c *Computer) {
	c.neighbours = [NumSides]*Computer{}
	if c.spec.Kind == Pocket {
		return
	}
	here := site{c.dimension, c.position.Block()}
	if w.sites[here] != c {
		return // somebody else stands in this block
	}
	for _, s := range Sides {
		c.neighbours[s] = w.sites[here.towards(c.direction(s))]
	}
}

// direction is where side s of the computer looks.
func (c *Computer) direction(s Side) Direction {
	return s.towards(c.spec.Facing, c.spec.Kind == Turtle)
}

// attachSides attaches what is on the computer's sides when it boots. Its program
// hears nothing of that.
func (c *Computer) attachSides() {
	for _, s := range Sides {
		c.attach(s, c.world.occupant(c, s))
	}
}

// detachSides is the reverse of attachSides, at shutdown.
func (c *Computer) detachSides() {
	for _, s := range Sides {
		c.attach(s, nil)
	}
}

// attach puts a peripheral, or none, on a side of a computer; its program hears of
// it if it is on.
func (c *Computer) attach(s Side, p Peripheral) {
	old := c.sides[s]
	if old == p {
		return
	}
	if a, ok := old.(attacher); ok {
		a.detached(c, s.String())
	}
	if old != nil {
		c.announce(s.String(), old, false)
	}
	c.sides[s] = p
	if a, ok := p.(attacher); ok {
		a.attached(c, s.String())
	}
	if p != nil {
		c.announce(s.String(), p, true)
	}
}

// occupant is what is on a side of a computer: what the Spec puts there, or else
// the neighbour.
func (w *World) occupant(c *Computer, s Side) Peripheral {
	if p := c.own[s]; p != nil {
		return p
	}
	if n := c.neighbours[s]; n != nil {
		return &neighbour{n}
	}
	return nil
}

// refresh brings a side of a computer up to date after something has changed there.
func (w *World) refresh(c *Computer, s Side) {
	if c.state == stateOff {
		return
	}
	if now := w.occupant(c, s); !same(c.sides[s], now) {
		c.attach(s, now)
	}
}

// same tells whether two peripherals are one and the same.
func same(a, b Peripheral) bool {
	if a, ok := a.(*neighbour); ok {
		b, ok := b.(*neighbour)
		return ok && a.Computer == b.Computer
	}
	return a == b
}

// announce queues the event of a peripheral that appears or disappears while the
// computer is on.
func (c *Computer) announce(name string, p Peripheral, appears bool) {
	if c.state != stateOn {
		return
	}
	kind, event := EntryDetach, "peripheral_detach"
	if appears {
		kind, event = EntryAttach, "peripheral"
	}
	c.world.record(&Entry{Computer: c.id, Kind: kind, Name: name, Text: p.Types()[0]})
	c.world.deliver(c, stringEvent(event, name))
}

// settleDown puts a computer that has moved into its new block, and lets its old
// and new neighbours know.
func (w *World) settleDown(c *Computer, from, to site) {
	if c.spec.Kind == Pocket || from == to {
		return
	}
	affected := append([]*Computer{c}, c.neighbours[:]...)
	if w.sites[from] == c {
		delete(w.sites, from)
	}
	if w.sites[to] == nil {
		w.sites[to] = c
	}
	w.link(c)
	affected = append(affected, c.neighbours[:]...)
	seen := map[*Computer]bool{nil: true}
	for _, n := range affected {
		if seen[n] {
			continue
		}
		seen[n] = true
		w.link(n)
		for _, s := range Sides {
			w.refresh(n, s)
		}
		n.redstone.update()
	}
	w.assignLanes()
}

// assignLanes puts computers that can look into each other at once into one lane:
// neighbours, those that share a peripheral, and those on a wired network that
// exposes anything.
func (w *World) assignLanes() {
	leader := make(map[*Computer]*Computer)
	var find func(c *Computer) *Computer
	find = func(c *Computer) *Computer {
		up, ok := leader[c]
		if !ok || up == c {
			return c
		}
		top := find(up)
		leader[c] = top
		return top
	}
	join := func(a, b *Computer) {
		a, b = find(a), find(b)
		if b.id < a.id {
			a, b = b, a
		}
		leader[a], leader[b] = a, a
	}
	for _, c := range w.computers {
		c.lane = nil
		for _, n := range c.neighbours {
			if n != nil {
				join(c, n)
			}
		}
	}
	for _, group := range w.sharing() {
		for _, c := range group[1:] {
			join(group[0], c)
		}
	}
	for _, c := range w.computers {
		if _, shared := leader[c]; shared {
			c.lane = find(c)
		}
	}
}

func stringEvent(name, arg string) Event {
	return Event{Name: name, Args: []value.Value{value.String(arg)}}
}

package world

import (
	"fmt"
	"slices"

	"ccnet/modem"
)

// wiredModem is a wired modem on a side of a computer.
type wiredModem struct {
	modem    *Modem
	computer *Computer
	network  string
}

// remote is a peripheral of a wired network that a computer sees.
type remote struct {
	via        string // the side of the modem
	name       string
	peripheral Peripheral
}

// expose lets the network of a wired modem see a peripheral under a name.
func (w *World) expose(m *modem.Modem, p Peripheral, name string) error {
	w.exposed[m] = p
	return m.Expose(name)
}

// newName is the next free name of a peripheral of a type on wired networks:
// type_0, type_1, …
func (w *World) newName(kind string) string {
	for {
		n := w.nextName[kind]
		w.nextName[kind] = n + 1
		name := fmt.Sprintf("%s_%d", kind, n)
		if !w.taken[name] {
			w.taken[name] = true
			return name
		}
	}
}

func (c *Computer) addRemote(via, name string, p Peripheral) {
	c.remotes = append(c.remotes, remote{via, name, p})
	if a, ok := p.(attacher); ok {
		a.attached(c, name)
	}
	c.announce(name, p, true)
}

// dropRemote takes a remote peripheral away, if there is one.
func (c *Computer) dropRemote(via, name string) {
	for i, r := range c.remotes {
		if r.via == via && r.name == name {
			c.remotes = slices.Delete(c.remotes, i, i+1)
			if a, ok := r.peripheral.(attacher); ok {
				a.detached(c, name)
			}
			c.announce(name, r.peripheral, false)
			return
		}
	}
}

// remotesVia are the remote peripherals that a wired modem gives the computer.
func (c *Computer) remotesVia(via string) []remote {
	var out []remote
	for _, r := range c.remotes {
		if r.via == via {
			out = append(out, r)
		}
	}
	return out
}

// announceChanges has computers that are on see what has changed on their wired
// networks.
func (w *World) announceChanges() {
	for _, change := range w.ether.Changes() {
		c := w.byID.find(change.Computer)
		if c == nil || c.state == stateOff {
			continue
		}
		if !change.Attached {
			c.dropRemote(change.Via, change.Name)
			continue
		}
		if exposer := change.Modem.Exposer(change.Name); exposer != nil {
			if p := w.exposed[exposer]; p != nil {
				c.addRemote(change.Via, change.Name, p)
			}
		}
	}
	w.assignLanes()
}

// sharing lists the groups of computers that must share a lane because of what
// they can reach by wired modems or have attached together. What counts is how the
// cables run now: networks of two names may touch.
func (w *World) sharing() [][]*Computer {
	var groups [][]*Computer
	index := make(map[any]int) // by Wiring
	for _, m := range w.wired {
		net := m.modem.ether.Wiring()
		i, ok := index[net]
		if !ok {
			i = len(groups)
			index[net] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m.computer)
	}
	touchy := make([]bool, len(groups)) // there is something to share
	for _, m := range w.wired {
		if m.modem.kind == WiredFull || m.modem.ether.LocalName() != "" {
			touchy[index[m.modem.ether.Wiring()]] = true
		}
	}
	for _, f := range w.fixtures {
		if f.exposer == nil {
			continue
		}
		if i, ok := index[f.exposer.Wiring()]; ok {
			touchy[i] = true
			if f.computer != nil {
				groups[i] = append(groups[i], f.computer)
			}
		}
	}
	out := groups[:0]
	for i, g := range groups {
		if touchy[i] && len(g) > 1 {
			out = append(out, g)
		}
	}
	return out
}

package modem

import (
	"cmp"
	"slices"
	"strings"
)

// Listener is one computer's hold on a modem: who hears what the modem hears. It does
// not change.
type Listener struct {
	Modem    *Modem
	Computer int
	Name     string // a side, or the modem's name on a wired network
	rank     int    // of the side
}

// sides in the order of the game; other names come after.
var sides = [...]string{"bottom", "top", "back", "front", "right", "left"}

// SideRank is the position of name among the sides in the game's order, from 0;
// len(sides) if it is not a side.
func SideRank(name string) int {
	for i, side := range sides {
		if side == name {
			return i
		}
	}
	return len(sides)
}

// compare orders listeners as deliveries go: by computer, side and name. The
// modem's age decides between what the world should have kept apart.
func (a *Listener) compare(b *Listener) int {
	if c := cmp.Compare(a.Computer, b.Computer); c != 0 {
		return c
	}
	if c := cmp.Compare(a.rank, b.rank); c != 0 {
		return c
	}
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	return cmp.Compare(a.Modem.serial, b.Modem.serial)
}

// listeners has, for each channel, those who listen on it, in order.
type listeners map[int][]*Listener

func (l listeners) add(ch int, a *Listener) {
	list := l[ch]
	if n := len(list); n == 0 || list[n-1].compare(a) < 0 {
		l[ch] = append(list, a)
		return
	}
	at, found := slices.BinarySearchFunc(list, a, (*Listener).compare)
	if !found {
		l[ch] = slices.Insert(list, at, a)
	}
}

func (l listeners) remove(ch int, a *Listener) {
	list := l[ch]
	at, found := slices.BinarySearchFunc(list, a, (*Listener).compare)
	switch {
	case !found:
	case len(list) == 1:
		delete(l, ch)
	default:
		l[ch] = slices.Delete(list, at, at+1)
	}
}

// Attach lets a computer hear and use the modem under name: a side, or the
// modem's name on a wired network. Doing it twice is fine.
//
// The computer gets no Changes for the remote peripherals that are there
// already: ask RemoteNames.
func (m *Modem) Attach(computer int, name string) {
	if m.removed {
		return
	}
	a := &Listener{m, computer, name, SideRank(name)}
	at, found := slices.BinarySearchFunc(m.attached, a, (*Listener).compare)
	if found {
		return
	}
	m.attached = slices.Insert(m.attached, at, a)
	for _, ch := range m.channels.open {
		m.listeners().add(ch, a)
	}
}

// Detach ends what Attach began. The channels stay open.
func (m *Modem) Detach(computer int, name string) {
	a := &Listener{m, computer, name, SideRank(name)}
	at, found := slices.BinarySearchFunc(m.attached, a, (*Listener).compare)
	if !found {
		return
	}
	for _, ch := range m.channels.open {
		m.listeners().remove(ch, a)
	}
	m.attached = slices.Delete(m.attached, at, at+1)
}

// SetAttached attaches or detaches the computer that the modem was added for,
// at the side it was added at, as when that computer is switched on or off.
func (m *Modem) SetAttached(on bool) {
	switch {
	case m.owner < 0:
	case on:
		m.Attach(m.owner, m.side)
	default:
		m.Detach(m.owner, m.side)
	}
}

// Attached tells whether any computer is attached: otherwise the modem neither
// sends nor hears.
func (m *Modem) Attached() bool { return len(m.attached) > 0 }

// enlist puts what m hears into the list of listeners that it belongs to now;
// unlist takes it out.
func (m *Modem) enlist() {
	for _, a := range m.attached {
		for _, ch := range m.channels.open {
			m.listeners().add(ch, a)
		}
	}
}

func (m *Modem) unlist() {
	for _, a := range m.attached {
		for _, ch := range m.channels.open {
			m.listeners().remove(ch, a)
		}
	}
}

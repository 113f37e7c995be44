package modem

import (
	"errors"
	"slices"
)

// The errors of a modem's methods, worded as programs see them.
var (
	ErrChannelRange = errors.New("Expected number in range 0-65535") //nolint:staticcheck // the game's words
	ErrTooManyOpen  = errors.New("Too many open channels")           //nolint:staticcheck // the game's words
)

const (
	// MaxChannel is the highest channel; the lowest is 0.
	MaxChannel = 65535
	// MaxOpen is how many channels a modem can have open at once.
	MaxOpen = 128
)

// CheckChannel returns ErrChannelRange unless ch is a channel. A transmission
// checks its channel and its reply channel.
func CheckChannel(ch int) error {
	if ch < 0 || ch > MaxChannel {
		return ErrChannelRange
	}
	return nil
}

// channels is what a modem has open. The faces of a full block share one.
type channels struct {
	open   []int // ascending
	modems []*Modem

	held, released int      // how often; see Hold
	changed        []change // meanwhile
}

// change is a channel that has been opened or closed while the modem was held for
// the hold-th time.
type change struct {
	hold, channel int
	open          bool
}

// Hold puts off what Open, Close and CloseAll do to others until Release: IsOpen
// tells the new state at once, but the modem goes on hearing what it heard before.
// Every Hold needs a Release: the first lets others know of what changed before
// the second Hold, and so on.
// So a computer can be ahead of those who send. A modem that is held must not be
// attached, detached, moved or plugged.
func (m *Modem) Hold() { m.channels.held++ }

// Release ends what the oldest Hold began.
func (m *Modem) Release() {
	c := m.channels
	if c.held == 0 {
		return
	}
	c.released++
	for len(c.changed) > 0 && c.changed[0].hold <= c.released {
		if ch := c.changed[0]; ch.open {
			c.tell(m.ether, ch.channel)
		} else {
			c.untell(m.ether, ch.channel)
		}
		c.changed = c.changed[1:]
	}
	if c.released == c.held {
		c.held, c.released, c.changed = 0, 0, nil
	}
}

// Open opens channel ch; it may be open already.
func (m *Modem) Open(ch int) error {
	if err := CheckChannel(ch); err != nil {
		return err
	}
	c := m.channels
	at, open := slices.BinarySearch(c.open, ch)
	if open {
		return nil
	}
	if len(c.open) >= MaxOpen {
		return ErrTooManyOpen
	}
	c.open = slices.Insert(c.open, at, ch)
	c.list(m.ether, ch)
	return nil
}

// Close closes channel ch; it need not be open.
func (m *Modem) Close(ch int) error {
	if err := CheckChannel(ch); err != nil {
		return err
	}
	c := m.channels
	at, open := slices.BinarySearch(c.open, ch)
	if !open {
		return nil
	}
	c.open = slices.Delete(c.open, at, at+1)
	c.unlist(m.ether, ch)
	return nil
}

// CloseAll closes all channels.
func (m *Modem) CloseAll() {
	c := m.channels
	c.unlist(m.ether, c.open...)
	c.open = c.open[:0]
}

// list has the faces of the modem hear a channel that has been opened, now or when
// it is released.
func (c *channels) list(e *Ether, ch int) {
	if c.held > 0 {
		c.changed = append(c.changed, change{c.held, ch, true})
		return
	}
	c.tell(e, ch)
}

// tell has the faces hear a channel from now on.
func (c *channels) tell(e *Ether, ch int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, face := range c.modems {
		for _, a := range face.attached {
			face.listeners().add(ch, a)
		}
	}
}

// unlist is the reverse of list.
func (c *channels) unlist(e *Ether, chs ...int) {
	if c.held > 0 {
		for _, ch := range chs {
			c.changed = append(c.changed, change{c.held, ch, false})
		}
		return
	}
	c.untell(e, chs...)
}

// untell has them hear channels no longer.
func (c *channels) untell(e *Ether, chs ...int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, face := range c.modems {
		for _, a := range face.attached {
			for _, ch := range chs {
				face.listeners().remove(ch, a)
			}
		}
	}
}

// IsOpen tells whether channel ch is open.
func (m *Modem) IsOpen(ch int) (bool, error) {
	if err := CheckChannel(ch); err != nil {
		return false, err
	}
	_, open := slices.BinarySearch(m.channels.open, ch)
	return open, nil
}

// Channels lists the open channels in ascending order; not to be changed.
func (m *Modem) Channels() []int { return m.channels.open }

// forget takes m off the modems that share c.
func (c *channels) forget(m *Modem) {
	c.modems = slices.DeleteFunc(c.modems, func(other *Modem) bool { return other == m })
}

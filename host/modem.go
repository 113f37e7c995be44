package host

import (
	"fmt"

	"ccnet/cryptonet"
	"ccnet/world"
)

// sides are where a computer looks for a modem, in the game's order.
var sides = []world.Side{world.Bottom, world.Top, world.Back, world.Front, world.Right, world.Left}

func (h *Host) modem(name string) *world.Modem {
	side, ok := world.ParseSide(name)
	if !ok {
		return nil
	}
	p, _ := h.computer.Peripheral(side)
	m, _ := p.(*world.Modem)
	return m
}

// resolveModem finds the modem that is asked for, or the first.
func (h *Host) resolveModem(asked string) (string, error) {
	if asked == "" {
		for _, side := range sides {
			if h.modem(side.String()) != nil {
				return side.String(), nil
			}
		}
		return "", fmt.Errorf("Could not find a modem.") //nolint:staticcheck // the original's words
	}
	if _, ok := world.ParseSide(asked); !ok {
		return "", fmt.Errorf("%s is not a valid side.", asked) //nolint:staticcheck // the original's words
	}
	if h.modem(asked) == nil {
		return "", fmt.Errorf("No modem on side %s.", asked) //nolint:staticcheck // the original's words
	}
	return asked, nil
}

// act tells a modem what to do. A modem that has gone hears nothing of it.
func (h *Host) act(a *cryptonet.Action) {
	m := h.modem(a.Modem)
	if m == nil {
		return
	}
	var err error
	switch a.Do {
	case cryptonet.Open:
		err = m.Open(a.Channel)
	case cryptonet.Close:
		err = m.Close(a.Channel)
	case cryptonet.Transmit:
		err = m.Transmit(h.computer, a.Modem, a.Channel, a.Reply, a.Payload)
	}
	if err != nil {
		h.Log(fmt.Sprintf("modem %s, channel %d: %v", a.Modem, a.Channel, err))
	}
}

package modem

import (
	"math"
	"sync"

	"ccnet/value"
)

// Ether holds all modems of a world and the cables between them.
type Ether struct {
	// Ranges may be changed at any time.
	Ranges Ranges

	mu         sync.Mutex // guards lists of listeners and of names
	air        listeners
	dimensions map[string]*dimension
	places     map[place]*node
	named      map[string]*network
	serial     int
	changes    []Change
	search     search
}

// NewEther returns an empty ether with the ranges of the game.
func NewEther() *Ether {
	return &Ether{
		Ranges:     DefaultRanges,
		air:        make(listeners),
		dimensions: make(map[string]*dimension),
		places:     make(map[place]*node),
		named:      make(map[string]*network),
	}
}

// Frame is one message under way.
type Frame struct {
	Sender         *Modem
	From           int // the computer that sends
	Channel, Reply int
	Payload        value.Value
}

// Delivery is one event that a Frame causes: a modem_message for the Listener's
// computer, which tells the Listener's name.
type Delivery struct {
	*Listener
	Distance float64
	// HasDistance is false between dimensions: the event ends before its distance.
	HasDistance bool
}

// Carrier takes frames to their receivers. *Ether is one; what loses, delays or
// repeats messages can stand before it.
type Carrier interface {
	// Route appends the deliveries that f causes, in their order, to out.
	Route(f Frame, out []Delivery) []Delivery
}

var _ Carrier = (*Ether)(nil)

// Add adds a modem. It fails only for wired modems whose Mount is taken.
func (e *Ether) Add(spec Spec) (*Modem, error) {
	e.serial++
	m := &Modem{
		ether: e, serial: e.serial,
		kind: spec.Kind, owner: max(spec.Owner, -1), side: spec.Side,
		dim: e.dimension(spec.Dimension), position: spec.Position,
		channels: new(channels),
	}
	if spec.Kind == Wired {
		if err := e.wire(m, spec); err != nil {
			return nil, err
		}
	}
	m.channels.modems = append(m.channels.modems, m)
	m.SetAttached(true)
	return m, nil
}

// Remove takes the modem out of the world. Its channels close, unless other
// faces of its block remain.
func (e *Ether) Remove(m *Modem) {
	if m.removed {
		return
	}
	m.unlist()
	m.attached = nil
	if m.node != nil {
		e.unwire(m)
	}
	m.channels.forget(m)
	m.channels = new(channels)
	m.removed = true
}

// Route appends the deliveries of f to out, ordered by computer, side and name.
// Its cost depends on how many listen on the channel, and on nothing else.
func (e *Ether) Route(f Frame, out []Delivery) []Delivery {
	m := f.Sender
	switch {
	case m == nil || !m.Attached():
		return out
	case m.kind == Wired:
		return e.routeWired(f, out)
	}
	reach := math.Inf(1)
	if m.kind != Ender {
		reach = e.Ranges.reach(m.dim, m.position.Y)
	}
	for _, a := range e.air[f.Channel] {
		to := a.Modem
		if to == m {
			continue
		}
		free := m.kind == Ender || to.kind == Ender
		if to.dim != m.dim {
			if free {
				out = append(out, Delivery{Listener: a})
			}
			continue
		}
		d := m.position.distanceSquared(to.position)
		if !free {
			// The farther-reaching of the two decides, so that both hear each other.
			if r := max(reach, e.Ranges.reach(to.dim, to.position.Y)); d > r*r {
				continue
			}
		}
		out = append(out, Delivery{a, math.Sqrt(d), true})
	}
	return out
}

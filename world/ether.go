package world

import (
	"errors"
	"fmt"

	"ccnet/modem"
	"ccnet/value"
)

// errSideTaken tells that two things want one side of a computer.
var errSideTaken = errors.New("there is something else on this side already")

// addModem puts a modem on a side of a computer.
func (w *World) addModem(c *Computer, spec ModemSpec) error {
	if c.own[spec.Side] != nil {
		return errSideTaken
	}
	s := modem.Spec{Owner: -1, Dimension: c.dimension, Position: c.position}
	switch spec.Kind {
	case Wireless:
		s.Kind = modem.Wireless
	case Ender:
		s.Kind = modem.Ender
	default:
		s.Kind = modem.Wired
		if spec.Network == "" {
			return errors.New("a wired modem needs the name of a network, as in wired:office")
		}
		if spec.Kind == Wired && w.wiredSpec(spec.Network) == nil {
			s.Network = spec.Network
			break
		}
		d := c.direction(spec.Side)
		at := site{c.dimension, c.position.Block()}.towards(d)
		s.Mount = &modem.Mount{Block: at.block, Face: d.opposite().face()}
		if spec.Kind == WiredFull && !w.fullBlocks[at] {
			if err := w.ether.FullBlock(at.dimension, at.block); err != nil {
				return err
			}
			w.fullBlocks[at] = true
		}
	}
	m, err := w.ether.Add(s)
	if err != nil {
		return err
	}
	p := &Modem{world: w, kind: spec.Kind, ether: m, computer: c}
	c.own[spec.Side] = p
	if p.wired() {
		w.wired = append(w.wired, wiredModem{p, c, spec.Network})
		if c.spec.Expose {
			return w.expose(m, &neighbour{c}, w.newName(c.Kind().peripheralType()))
		}
	}
	return nil
}

// route hands a frame to the ether and queues its deliveries.
func (w *World) route(c *Computer, name string, f modem.Frame) {
	w.deliveries = w.ether.Route(f, w.deliveries[:0])
	if w.recorder != nil {
		w.record(&Entry{
			Computer: c.id, Kind: EntryTransmit, Name: name,
			Channel: f.Channel, Reply: f.Reply, Payload: f.Payload, N: len(w.deliveries),
		})
	}
	size := heardSize(&f)
	if c.worker != nil {
		c.effort.owe(uint64(len(w.deliveries)*labourOfDelivery+size), w.now)
	}
	if len(w.deliveries) == 0 {
		return
	}
	disturbed := w.disturbed()
	if len(w.deliveries) == 1 && !disturbed {
		w.hear(&w.deliveries[0], &f, nil, size)
	} else {
		shared := f // by all who hear it
		for i := range w.deliveries {
			d := &w.deliveries[i]
			if disturbed {
				w.disturb(d, &shared)
			} else {
				w.hear(d, &shared, &shared, size)
			}
		}
	}
	clear(w.deliveries)
}

// heardSize is about how many bytes the event of a frame takes.
func heardSize(f *modem.Frame) int { return value.Size(f.Payload) + 4*value.Size(value.Nil) }

// hear queues the event of one delivery, which takes size bytes. If the frame can be
// kept, as one that does not change any more, its receiver makes the event.
func (w *World) hear(d *modem.Delivery, f, kept *modem.Frame, size int) {
	c := w.byID[d.Computer]
	if c == nil {
		return
	}
	c.keepPlaces()
	if !c.takesEvents() || c.queue.full(size) {
		if w.recorder != nil {
			why := "queue full"
			if !c.takesEvents() {
				why = "off"
			}
			w.record(&Entry{Computer: c.id, Kind: EntryDrop, Name: "modem_message", Text: why})
		}
		return
	}
	distance := float64(noDistance)
	if d.HasDistance {
		distance = d.Distance
	}
	if kept != nil {
		c.queue.pushMessage(kept, d.Name, distance, size)
	} else {
		c.queue.push(c.queue.event(f, d.Name, distance), size)
	}
	w.makeReady(c)
	if w.recorder != nil {
		w.record(&Entry{
			Computer: c.id, Kind: EntryDeliver, Name: d.Name,
			From: f.From, Channel: f.Channel, Reply: f.Reply, Distance: distance,
		})
	}
}

// wiredSpec is the shape of a wired network, nil if it has none.
func (w *World) wiredSpec(name string) *WiredSpec {
	for i := range w.spec.Wired {
		if w.spec.Wired[i].Name == name && len(w.spec.Wired[i].Cables) > 0 {
			return &w.spec.Wired[i]
		}
	}
	return nil
}

// layCables lays the cables of all networks that have a shape.
func (w *World) layCables() error {
	for i := range w.spec.Wired {
		net := &w.spec.Wired[i]
		for _, b := range net.Cables {
			if err := w.ether.Cable(dimensionOr(net.Dimension), b); err != nil {
				return fmt.Errorf("network %s: cable at %d, %d, %d: %w", net.Name, b.X, b.Y, b.Z, err)
			}
		}
	}
	return nil
}

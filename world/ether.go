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
	size := value.Size(f.Payload) + (messageArgs-1)*value.Size(value.Nil)
	if c.worker != nil {
		c.effort.owe(uint64(len(w.deliveries)*labourOfDelivery+size), w.now)
	}
	if len(w.deliveries) == 0 {
		return
	}
	m := &message{f, size}
	disturbed := w.disturbed()
	for i := range w.deliveries {
		if d := &w.deliveries[i]; disturbed {
			w.disturb(d, m)
		} else {
			w.hear(d, m)
		}
	}
	clear(w.deliveries)
}

// hear queues the event of one delivery of a message.
func (w *World) hear(d *modem.Delivery, m *message) {
	c := w.byID.find(d.Computer)
	if c == nil {
		return
	}
	c.keepPlaces()
	if !c.takesEvents() || c.queue.full(m.size) {
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
	c.queue.pushMessage(m, d.Listener, distance)
	w.makeReady(c)
	if w.recorder != nil {
		w.record(&Entry{
			Computer: c.id, Kind: EntryDeliver, Name: d.Name,
			From: m.From, Channel: m.Channel, Reply: m.Reply, Distance: distance,
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

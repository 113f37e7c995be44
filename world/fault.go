package world

import (
	"fmt"
	"slices"

	"ccnet/modem"
)

// fault is a FaultSpec at work.
type fault struct {
	FaultSpec
	group map[int]int // of Partition: computer to group
}

// addFaults makes the faults of the Spec.
func (w *World) addFaults() error {
	for i := range w.spec.Faults {
		f := &fault{FaultSpec: w.spec.Faults[i]}
		if f.Loss < 0 || f.Loss > 1 || f.Duplicate < 0 || f.Duplicate > 1 {
			return fmt.Errorf("fault %d: a probability is from 0 to 1", i+1)
		}
		if f.Delay < 0 || f.Jitter < 0 {
			return fmt.Errorf("fault %d: a delay cannot be negative", i+1)
		}
		for g, members := range f.Partition {
			for _, id := range members {
				if f.group == nil {
					f.group = make(map[int]int)
				}
				if other, taken := f.group[id]; taken && other != g {
					return fmt.Errorf("fault %d: computer %d is in two groups", i+1, id)
				}
				f.group[id] = g
			}
		}
		w.faults = append(w.faults, f)
	}
	return nil
}

// active tells whether the fault is on at tick t.
func (f *fault) active(t Tick) bool { return t >= f.From && (f.To == 0 || t < f.To) }

// concerns tells whether the fault is for a frame between two computers.
func (f *fault) concerns(from, to, channel int) bool {
	return (len(f.Computers) == 0 || slices.Contains(f.Computers, from) || slices.Contains(f.Computers, to)) &&
		(len(f.Channels) == 0 || slices.Contains(f.Channels, channel))
}

// disturbed tells whether any fault is on.
func (w *World) disturbed() bool {
	for _, f := range w.faults {
		if f.active(w.now) {
			return true
		}
	}
	return false
}

// disturb lets the faults that are on have their way with one delivery. It draws
// from the world's random numbers between rounds, in the order of deliveries.
func (w *World) disturb(d *modem.Delivery, m *message) {
	var delay Tick
	copies := 1
	for _, x := range w.faults {
		if !x.active(w.now) || !x.concerns(m.From, d.Computer, m.Channel) {
			continue
		}
		if from, ok := x.group[m.From]; ok {
			if to, ok := x.group[d.Computer]; ok && from != to {
				w.recordFault(d, m, "partition", 0)
				return
			}
		}
		if x.Loss > 0 && w.random.Float64() < x.Loss {
			w.recordFault(d, m, "loss", 0)
			return
		}
		delay += x.Delay
		if x.Jitter > 0 {
			delay += Tick(w.random.Int64N(int64(x.Jitter) + 1))
		}
		if x.Duplicate > 0 && w.random.Float64() < x.Duplicate {
			w.recordFault(d, m, "duplicate", 0)
			copies++
		}
	}
	if delay > 0 {
		w.recordFault(d, m, "delay", delay)
	}
	for range copies {
		if delay == 0 {
			w.hear(d, m)
		} else {
			w.hearLate(*d, m, delay)
		}
	}
}

// hearLate queues the event of a delivery later, unless too much is under way to the
// computer already: a program that sends as fast as it can would fill the memory.
func (w *World) hearLate(d modem.Delivery, m *message, delay Tick) {
	c := w.byID.find(d.Computer)
	if c == nil {
		return
	}
	if c.late >= MaxFrames || c.late > 0 && c.lateBytes+m.size > MaxFrameBytes {
		w.record(&Entry{Computer: c.id, Kind: EntryDrop, Name: "modem_message", Text: "too much under way"})
		return
	}
	c.late++
	c.lateBytes += m.size
	w.agenda.add(w.now.after(int64(delay)), func() {
		c.late--
		c.lateBytes -= m.size
		if open, err := d.Modem.IsOpen(m.Channel); err == nil && open {
			w.hear(&d, m)
		}
	})
}

func (w *World) recordFault(d *modem.Delivery, m *message, how string, delay Tick) {
	if w.recorder != nil {
		w.record(&Entry{
			Computer: d.Computer, Kind: EntryFault, Name: d.Name, Text: how,
			From: m.From, Channel: m.Channel, N: int(delay),
		})
	}
}

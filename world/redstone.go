package world

// Redstone is the redstone on the sides of a computer. Outputs are levels from 0
// to 15, bundled outputs sixteen bits; they reach the neighbours at the end of the
// tick. A computer that goes off lets all of them fall to 0.
type Redstone struct {
	computer  *Computer
	output    [NumSides]level
	published [NumSides]level
	input     [NumSides]level
	scripted  [NumSides]uint8 // from actions
	changed   bool            // outputs differ from what is published, perhaps
	notify    bool            // inputs have changed since the last redstone event
}

// level is what one side of a block gives or gets.
type level struct {
	power   uint8
	bundled uint16
}

// Output is the level that the computer gives on a side, published or not.
func (r *Redstone) Output(s Side) int { return int(r.output[s].power) }

// Input is the level that the computer gets on a side.
func (r *Redstone) Input(s Side) int { return int(r.input[s].power) }

// SetOutput sets the level on a side; it is bounded to 0 to 15.
func (r *Redstone) SetOutput(s Side, power int) {
	power = max(0, min(15, power))
	if int(r.output[s].power) != power {
		r.output[s].power = uint8(power)
		r.change()
	}
}

// BundledOutput is the bundled cable output on a side.
func (r *Redstone) BundledOutput(s Side) int { return int(r.output[s].bundled) }

// BundledInput is what comes in by a bundled cable on a side.
func (r *Redstone) BundledInput(s Side) int { return int(r.input[s].bundled) }

// SetBundledOutput sets the bundled output on a side; the low sixteen bits count.
func (r *Redstone) SetBundledOutput(s Side, bits int) {
	if r.output[s].bundled != uint16(bits) {
		r.output[s].bundled = uint16(bits)
		r.change()
	}
}

// change has the outputs published at the end of the tick.
func (r *Redstone) change() {
	if !r.changed {
		r.changed = true
		r.computer.send(effect{kind: effectRedstone})
	}
}

// reset lets all outputs fall. It must not be called during a round.
func (r *Redstone) reset() {
	if r.output != ([NumSides]level{}) {
		r.output = [NumSides]level{}
		if !r.changed {
			r.changed = true
			r.computer.world.publishing = append(r.computer.world.publishing, r.computer)
		}
	}
}

// update computes the inputs anew from what the neighbours have published and
// what the script says, and tells whether the computer is to hear of a change.
func (r *Redstone) update() {
	w := r.computer.world
	for _, s := range Sides {
		in := level{power: r.scripted[s]}
		if n := r.computer.neighbours[s]; n != nil {
			out := n.redstone.published[r.computer.sideOf(n, s)]
			in.power = max(in.power, out.power)
			in.bundled = out.bundled
		}
		if in == r.input[s] {
			continue
		}
		if in.power != r.input[s].power {
			w.record(&Entry{Computer: r.computer.id, Kind: EntryRedstone, Name: s.String(), N: int(in.power)})
		}
		r.input[s] = in
		if !r.notify {
			r.notify = true
			w.notified = append(w.notified, r.computer)
		}
	}
}

// sideOf is the side of neighbour n that touches side s of c.
func (c *Computer) sideOf(n *Computer, s Side) Side {
	d := s.towards(c.spec.Facing, c.spec.Kind == Turtle)
	return sideTowards(d.opposite(), n.spec.Facing, n.spec.Kind == Turtle)
}

// publish makes the outputs that have changed known to the neighbours. It is the
// end of a tick.
func (w *World) publish() {
	if len(w.publishing) == 0 {
		return
	}
	list := w.publishing
	w.publishing = nil
	sortComputers(list)
	for _, c := range list {
		c.redstone.changed = false
		c.redstone.published = c.redstone.output
	}
	for _, c := range list {
		for _, n := range c.neighbours {
			if n != nil {
				n.redstone.update()
			}
		}
	}
}

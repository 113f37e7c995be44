package world

// walk is a computer under way in a straight line.
type walk struct {
	from, to   Vec
	start, end Tick
}

// at is where the walker is at tick t.
func (k *walk) at(t Tick) Vec {
	if t >= k.end {
		return k.to
	}
	part := float64(t-k.start) / float64(k.end-k.start)
	return Vec{
		X: k.from.X + (k.to.X-k.from.X)*part,
		Y: k.from.Y + (k.to.Y-k.from.Y)*part,
		Z: k.from.Z + (k.to.Z-k.from.Z)*part,
	}
}

// walkOn moves those who are under way to where they are now. Nobody sees where
// they were in between, so it is done for ticks alone at which something happens.
func (w *World) walkOn() {
	walkers := w.walkers
	w.walkers = walkers[:0]
	for _, c := range walkers {
		if c.walk == nil {
			continue
		}
		w.place(c, c.walk.at(w.now), c.dimension)
		if w.now >= c.walk.end {
			c.walk = nil
			continue
		}
		w.walkers = append(w.walkers, c)
	}
	clear(walkers[len(w.walkers):])
}

// move sends a computer somewhere, at once or walking.
func (w *World) move(c *Computer, m Move) {
	dimension := m.Dimension
	if dimension == "" {
		dimension = c.dimension
	}
	if m.Walk <= 0 || dimension != c.dimension {
		c.walk = nil
		w.place(c, m.To, dimension)
		return
	}
	if c.walk == nil {
		w.walkers = append(w.walkers, c)
	}
	c.walk = &walk{from: c.position, to: m.To, start: w.now, end: w.now.after(int64(m.Walk))}
}

// place puts a computer, with its modems, somewhere.
func (w *World) place(c *Computer, at Vec, dimension string) {
	from := site{c.dimension, c.position.Block()}
	c.position, c.dimension = at, dimension
	for _, p := range c.own {
		if m, ok := p.(*Modem); ok {
			m.ether.Move(dimension, at)
		}
	}
	w.settleDown(c, from, site{dimension, at.Block()})
}

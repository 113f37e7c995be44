package world

// calendar holds the computers that are to wake by themselves: a heap by tick
// and id. Each computer is in it once at most, at the tick of its earliest
// timer, alarm or start, so that idle computers cost nothing.
type calendar []*Computer

func (a *Computer) wakesBefore(b *Computer) bool {
	return a.wake < b.wake || a.wake == b.wake && a.id < b.id
}

// due is the tick at which the next computer wakes.
func (h calendar) due() Tick {
	if len(h) == 0 {
		return never
	}
	return h[0].wake
}

// set notes that c wakes at tick at, or not at all.
func (h *calendar) set(c *Computer, at Tick) {
	if c.wake == at {
		return
	}
	c.wake = at
	switch {
	case c.slot < 0: // was not in the calendar, as its wake was never
		c.slot = len(*h)
		*h = append(*h, c)
		h.up(c.slot)
	case at == never:
		h.remove(c.slot)
	default:
		if !h.down(c.slot) {
			h.up(c.slot)
		}
	}
}

func (h *calendar) remove(i int) {
	s := *h
	last := len(s) - 1
	s[i].slot = -1
	if i != last {
		s[i] = s[last]
		s[i].slot = i
	}
	s[last] = nil
	*h = s[:last]
	if i != last && !h.down(i) {
		h.up(i)
	}
}

func (h calendar) swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].slot, h[j].slot = i, j
}

func (h calendar) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h[i].wakesBefore(h[parent]) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

// down moves the entry at i to its place further down and tells whether it moved.
func (h calendar) down(i int) bool {
	start := i
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].wakesBefore(h[child]) {
			child++
		}
		if !h[child].wakesBefore(h[i]) {
			break
		}
		h.swap(i, child)
		i = child
	}
	return i != start
}

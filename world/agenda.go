package world

// agenda holds what happens to the world at a later tick, other than what wakes
// computers: a heap by tick, and in the order of entry within one.
type agenda struct {
	items []item
	seq   uint64
}

type item struct {
	at  Tick
	seq uint64
	do  func()
}

func (a item) before(b item) bool { return a.at < b.at || a.at == b.at && a.seq < b.seq }

// due is the tick of the next item.
func (a *agenda) due() Tick {
	if len(a.items) == 0 {
		return never
	}
	return a.items[0].at
}

// add puts something on the agenda of tick at.
func (a *agenda) add(at Tick, do func()) {
	a.seq++
	a.items = append(a.items, item{at, a.seq, do})
	h := a.items
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h[i].before(h[parent]) {
			break
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

// take removes the next item that is due at tick now and returns what to do, nil
// if there is none.
func (a *agenda) take(now Tick) func() {
	h := a.items
	if len(h) == 0 || h[0].at > now {
		return nil
	}
	do := h[0].do
	last := len(h) - 1
	h[0], h[last] = h[last], item{}
	h = h[:last]
	a.items = h
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(h[i]) {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	return do
}

package world

// directory finds computers by their ids.
type directory struct {
	low  []*Computer // by id; nearly all ids are small
	high map[int]*Computer
}

// lowIDs is how many ids are low at most.
const lowIDs = 1 << 16

// add enters a computer.
func (d *directory) add(c *Computer) {
	if c.id >= lowIDs {
		if d.high == nil {
			d.high = make(map[int]*Computer)
		}
		d.high[c.id] = c
		return
	}
	for c.id >= len(d.low) {
		d.low = append(d.low, nil)
	}
	d.low[c.id] = c
}

// find returns the computer with an id, nil if there is none.
func (d *directory) find(id int) *Computer {
	if uint(id) < uint(len(d.low)) {
		return d.low[id]
	}
	return d.high[id]
}

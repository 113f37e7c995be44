package world

import "slices"

// A computer that has many events in its queue may run ahead: handle several of
// them within one round, where the others handle one. That spares the machine to
// fetch another computer's memory for each event. Nothing else is different:
//
//   - What others send meanwhile goes to the end of the queue, behind the events
//     that are handled ahead. Their places in the queue count as taken until the
//     rounds come that they belong to.
//   - The first turn that others could notice is the last one ahead. What leaves
//     the computer in that turn waits, with the computer, for its round.
//   - It is done only where nothing but its queue connects the computer with
//     others in the middle of a tick, and where the world cannot end meanwhile.

// Secluded is implemented by programs that touch nothing but their Computer, not
// even the host, so that nobody can tell if they handle several events in a row
// while others wait. Programs that share anything with each other or with those who
// watch must be asked again every time, so they are not Secluded.
type Secluded interface {
	// Secluded tells whether the program is so now.
	Secluded() bool
}

// muchLabour is the work, in units of Laborious, after which a computer does not run
// further ahead: with long turns there is nothing to be gained, and those who want
// to stop or inspect the world would have to wait for all of them.
const muchLabour = 1_000_000

// maxAhead is how many events a computer handles at most in one round.
const maxAhead = 256

// ahead holds the computers that wait for the others to catch up with them, by
// the round in which that happens.
type ahead struct {
	n     int // all of them
	turns int // taken ahead so far
	by    [maxAhead][]*Computer
	halt  bool // nobody runs ahead
}

// runAhead goes on from the first turn of a round as far as nobody can tell. It
// runs in the computer's lane.
func (c *Computer) runAhead() {
	w := c.world
	most := min(maxAhead, RoundsPerTick-w.rounds+1)
	turns := 1
	for turns < most && c.unnoticed() && c.queue.len() > 0 && !c.laboured() {
		c.ahead = true
		c.turn()
		turns++
	}
	c.until = w.rounds + turns - 1
}

// laboured tells whether the computer has worked long in its turns of this round,
// or so long altogether that it has to rest.
func (c *Computer) laboured() bool {
	if c.worker == nil {
		return false
	}
	worked := c.worker.Labour()
	return worked-c.effort.worked > muchLabour || c.effort.spent(worked, c.world.now)
}

// unnoticed tells whether nothing has come of the computer's turn that others
// would hear of.
func (c *Computer) unnoticed() bool {
	return len(c.outbox) == 0 && c.command == commandNone && c.status == Waiting && c.err == nil
}

// mayRunAhead tells whether the computer may handle a second event in this round.
func (c *Computer) mayRunAhead() bool {
	return c.queue.len() > 0 && c.secluded != nil && c.unnoticed() &&
		c.state == stateOn && c.lane == nil && len(c.remotes) == 0 &&
		c.world.lastsFor(c) && c.secluded.Secluded()
}

// lastsFor tells whether the world cannot end before c has done something that
// others notice, or its tick is over.
func (w *World) lastsFor(c *Computer) bool {
	if w.ahead.halt || w.options.Pacer != nil || w.options.inStep {
		return false
	}
	switch w.until {
	case UntilPrograms:
		return c.counts
	case UntilExpect:
		return c.transcript.met < len(c.spec.Expect)
	}
	return true
}

// keepPlaces brings the places that the computer keeps in its queue up to date.
func (c *Computer) keepPlaces() {
	if c.queue.taken > 0 {
		c.queue.release(c.until - c.world.rounds)
	}
}

// fallOut takes those who are ahead after this round's turns out of the list of
// computers, puts those among it with whom the round catches up, and returns it
// in order.
func (w *World) fallOut(list []*Computer) []*Computer {
	list = slices.DeleteFunc(list, func(c *Computer) bool {
		if c.ahead {
			c.inReady = true // until then it takes part in no round
			at := c.until % maxAhead
			w.ahead.by[at] = append(w.ahead.by[at], c)
			w.ahead.n++
			w.ahead.turns += c.until - w.rounds
		}
		return c.ahead
	})
	back := w.ahead.by[w.rounds%maxAhead]
	if len(back) == 0 {
		return list
	}
	for _, c := range back {
		c.inReady = false
		c.catchUp()
	}
	list = append(list, back...)
	w.ahead.n -= len(back)
	clear(back)
	w.ahead.by[w.rounds%maxAhead] = back[:0]
	sortComputers(list)
	return list
}

// catchUp makes of the last turn ahead what it is in its round.
func (c *Computer) catchUp() {
	c.ahead = false
	c.queue.release(0)
	records, sent := 0, false
	out := c.outbox[:0]
	for _, e := range c.outbox {
		later := sent && c.hearsItself() // it has its place behind what was sent
		switch e.kind {
		case effectChannels:
			if later {
				break
			}
			e.what.(*Modem).ether.Release()
			continue
		case effectFrame:
			sent = true
		case effectQueue:
			if later {
				break
			}
			ev, _ := c.held.take()
			if c.queue.push(ev, eventSize(ev)) || c.world.recorder == nil {
				continue
			}
			c.records++
			e = effect{kind: effectRecord, what: &Entry{Computer: c.id, Kind: EntryDrop, Name: ev.Name, Text: "queue full"}}
		}
		if entry, ok := e.what.(*Entry); ok && entry.Kind != EntryProgram {
			if records++; records > MaxRecords {
				continue
			}
		}
		out = append(out, e)
	}
	clear(c.outbox[len(out):])
	c.outbox = out
	if c.held.len() == 0 {
		c.held.clear()
	}
}

// bringIn lets what those have done count who are ahead when the world is stopped.
// The others, whose turns may be long, are not waited for.
func (w *World) bringIn() {
	for w.ahead.n > 0 {
		w.rounds++
		for _, c := range w.fallOut(nil) {
			c.settle()
		}
	}
}

// fallIn goes on until nobody is ahead.
func (w *World) fallIn() {
	w.ahead.halt = true
	for w.ahead.n > 0 {
		w.round()
	}
	w.ahead.halt = false
}

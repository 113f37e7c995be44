package world

import (
	"fmt"
	"slices"

	"ccnet/modem"
	"ccnet/value"
)

// effect is one thing that leaves a computer. Effects of a round wait in their
// computers' outboxes until it is over.
type effect struct {
	kind  effectKind
	name  string      // effectFrame: what the sender calls its modem; effectRow: the row
	frame modem.Frame // effectFrame
	what  any         // the others: what they carry
}

// What effects carry.
type (
	powerEffect struct {
		target  *Computer
		request powerRequest
	}
	laterEffect struct {
		delay Tick
		do    func()
	}
)

type effectKind uint8

const (
	effectRecord   effectKind = iota // *Entry
	effectRow                        // a row of the transcript
	effectFrame                      // a frame for the ether
	effectTask                       // *task
	effectRedstone                   // outputs have changed
	effectPower                      // powerEffect
	effectLater                      // laterEffect
	effectQueue                      // the next of the events that are held; see Queue
	effectChannels                   // *Modem: its open channels have changed; see hold
)

// powerRequest is what the computer peripheral asks of another computer.
type powerRequest uint8

const (
	powerOn powerRequest = iota
	powerOff
	powerReboot
)

// maxOutbox is how many effects of one turn count. Only a program that means harm
// has more of them.
const maxOutbox = 1 << 20

// send puts an effect into the outbox.
func (c *Computer) send(e effect) {
	if len(c.outbox) < maxOutbox || e.kind == effectRecord {
		c.outbox = append(c.outbox, e)
	}
}

// MaxRecords is how many entries of the journal a computer makes in one turn; the
// rest are counted only. The end of its program is always told.
const MaxRecords = 1 << 14

// record makes an entry about the computer, in its turn or out of it.
func (c *Computer) record(e Entry) {
	if e.Kind != EntryProgram {
		if c.world.recorder == nil {
			return
		}
		if c.records++; c.records > MaxRecords {
			return
		}
	}
	e.Computer = c.id
	c.send(effect{kind: effectRecord, what: &e})
}

// dropped notes that something was lost.
func (c *Computer) dropped(name, why string) {
	if c.world.recorder != nil {
		c.record(Entry{Kind: EntryDrop, Name: name, Text: why})
	}
}

// What a computer can send in one turn, in frames and in about as many bytes of
// payload. The game has no such limit, but there no computer hears more than
// QueueLimit frames of one turn either.
//
// As much can be under way to one computer where a fault delays it.
const (
	MaxFrames     = 1 << 16
	MaxFrameBytes = 16 << 20
)

// transmit sends a frame through one of the computer's modems, which it knows by
// name.
func (c *Computer) transmit(name string, f modem.Frame) {
	size := value.Size(f.Payload)
	if c.frames >= MaxFrames || c.frames > 0 && c.frameBytes+size > MaxFrameBytes {
		if c.frames <= MaxFrames {
			c.frames = MaxFrames + 1 // say so once
			c.dropped("modem_message", "too much sent at once")
		}
		return
	}
	c.frames++
	c.frameBytes += size
	c.send(effect{kind: effectFrame, name: name, frame: f})
}

// hearsItself tells whether another modem of the computer may hear what it has sent
// in this turn. What it queues from then on comes after that.
func (c *Computer) hearsItself() bool {
	if c.frames == 0 {
		return false
	}
	modems := 0
	for _, p := range c.sides {
		if _, ok := p.(*Modem); ok {
			modems++
		}
	}
	for _, r := range c.remotes {
		if _, ok := r.peripheral.(*Modem); ok {
			modems++
		}
	}
	return modems > 1
}

// nextTick has something done at the beginning of the next tick, between rounds.
func (c *Computer) nextTick(do func()) { c.after(1, do) }

// after is nextTick, some ticks later.
func (c *Computer) after(delay Tick, do func()) {
	c.send(effect{kind: effectLater, what: laterEffect{delay, do}})
}

// row takes a finished row of the screen.
func (c *Computer) row(row string) { c.send(effect{kind: effectRow, name: row}) }

// takesEvents tells whether events reach the computer: it is on, and not about to
// go off. That a computer which is ahead will go off is not known yet.
func (c *Computer) takesEvents() bool {
	return c.state == stateOn && (c.command == commandNone || c.ahead)
}

// deliver queues an event from outside, between rounds, and tells whether it
// arrived.
func (w *World) deliver(c *Computer, ev Event) bool {
	if !c.takesEvents() {
		return false
	}
	c.keepPlaces()
	if !c.queue.push(ev, eventSize(ev)) {
		w.record(&Entry{Computer: c.id, Kind: EntryDrop, Name: ev.Name, Text: "queue full"})
		return false
	}
	w.makeReady(c)
	return true
}

// apply carries out what is in c's outbox, between rounds.
func (w *World) apply(c *Computer) {
	for i := 0; i < len(c.outbox); i++ { // it may grow meanwhile
		w.carryOut(c, i)
	}
	if c.records > MaxRecords {
		w.record(&Entry{Computer: c.id, Kind: EntryDrop, Name: "entries", Text: fmt.Sprintf("%d more in this turn", c.records-MaxRecords)})
	}
	clear(c.outbox)
	c.held.clear()
	c.frames, c.frameBytes, c.records = 0, 0, 0
	if cap(c.outbox) > keptOutbox {
		c.outbox = nil
		return
	}
	c.outbox = c.outbox[:0]
}

// keptOutbox is how many effects an outbox keeps room for between rounds.
const keptOutbox = 4

func (w *World) carryOut(c *Computer, i int) {
	e := c.outbox[i] // the outbox may grow meanwhile
	switch e.kind {
	case effectRecord:
		entry := e.what.(*Entry)
		if entry.Kind == EntryProgram {
			w.ended(c)
		}
		w.record(entry)
	case effectRow:
		w.takeRow(c, e.name)
	case effectFrame:
		w.route(c, e.name, e.frame)
	case effectQueue:
		if ev, ok := c.held.take(); ok {
			w.deliver(c, ev)
		}
	case effectChannels:
		e.what.(*Modem).ether.Release()
	case effectTask:
		w.tasks = append(w.tasks, e.what.(*task))
	case effectRedstone:
		w.publishing = append(w.publishing, c)
	case effectPower:
		p := e.what.(powerEffect)
		w.power(p.target, p.request)
	case effectLater:
		l := e.what.(laterEffect)
		w.agenda.add(w.now+l.delay, l.do)
	}
}

// power carries out what one computer asked of another.
func (w *World) power(c *Computer, request powerRequest) {
	switch request {
	case powerOn:
		c.turnOn()
	case powerOff:
		c.interrupt(commandShutdown)
	case powerReboot:
		c.interrupt(commandReboot)
	}
}

// interrupt switches a computer off from outside, between rounds: what is still
// in its queue is lost.
func (c *Computer) interrupt(cmd command) {
	if c.state != stateOn || c.command != commandNone {
		return
	}
	c.command = cmd
	c.queue.clear()
	c.world.makeReady(c) // settle carries it out when the next round is over
}

// task is main-thread work that waits for the next tick.
type task struct {
	computer *Computer
	boot     int
	id       int
	method   func() ([]value.Value, error)
}

// runTasks does the main-thread work that the last tick left.
func (w *World) runTasks() {
	tasks := w.tasks
	w.tasks = nil
	for _, t := range tasks {
		c := t.computer
		c.tasks--
		results, err := t.method()
		if t.boot != c.boots {
			continue // nobody waits any more
		}
		args := make([]value.Value, 0, 2+len(results))
		if err != nil {
			args = append(args, value.Int(t.id), value.Bool(false), value.String(err.Error()))
		} else {
			args = append(append(args, value.Int(t.id), value.Bool(true)), value.FreezeAll(results)...)
		}
		w.deliver(c, Event{Name: "task_complete", Args: args})
	}
}

func sortComputers(list []*Computer) {
	byID := func(a, b *Computer) int { return a.id - b.id }
	if !slices.IsSortedFunc(list, byID) {
		slices.SortFunc(list, byID)
	}
}

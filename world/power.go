package world

import "fmt"

// startDelay is how long after a start the next one is honoured: a computer that
// reboots itself does so once in 51 ticks.
const startDelay = 51

// state is whether a computer is on.
type state uint8

const (
	stateOff state = iota
	stateStarting
	stateOn
)

// command is what a computer is about to do. There is one at a time, and while it
// is pending the computer takes no events.
type command uint8

const (
	commandNone command = iota
	commandShutdown
	commandReboot
)

// Shutdown switches the computer off after the current turn of its program.
func (c *Computer) Shutdown() { c.request(commandShutdown) }

// Reboot switches the computer off after the current turn of its program, and on
// again as soon as the game allows: 51 ticks after its last start.
func (c *Computer) Reboot() { c.request(commandReboot) }

func (c *Computer) request(cmd command) {
	if c.state == stateOn && c.command == commandNone {
		c.command = cmd
	}
}

// turnOn asks for the computer to be switched on with the next tick that allows
// it. It must not be called during a round.
func (c *Computer) turnOn() {
	if c.state == stateOff && !c.wantsOn {
		c.wantsOn = true
		c.reschedule()
	}
}

// reschedule brings the calendar up to date with what the computer waits for.
func (c *Computer) reschedule() {
	at := never
	switch {
	case c.state == stateOff && c.wantsOn:
		at = max(c.mayStart, c.world.now+1)
	case c.state != stateOff:
		at = min(c.timers.due(), c.alarms.due())
		if c.queue.len() > 0 && c.rests() {
			at = min(at, c.effort.rest)
		}
	}
	c.world.calendar.set(c, at)
}

// start begins to switch the computer on: everything but the program's own Start,
// which is its turn in the next round.
func (c *Computer) start() {
	w := c.world
	c.wantsOn = false
	c.mayStart = w.now + startDelay
	c.booted = w.now
	c.boots++
	c.state = stateStarting
	c.status, c.err, c.command = Waiting, nil, commandNone
	c.queue.clear()
	c.timers.clear()
	c.alarms.clear()
	c.Screen().Reset()
	c.outcome = Outcome{}
	w.await(c)
	w.record(&Entry{Computer: c.id, Kind: EntryBoot, N: c.boots})
	if err := c.mountFiles(); err != nil {
		c.err = fmt.Errorf("mount the computer's disk: %w", err)
	}
	c.attachSides()
	w.makeReady(c)
}

// turn lets the computer's program boot or handle one event. It runs in the
// computer's lane and touches nothing outside it.
func (c *Computer) turn() {
	defer func() {
		if r := recover(); r != nil {
			c.err = fmt.Errorf("internal error: %v", r)
		}
	}()
	switch c.state {
	case stateStarting:
		c.state = stateOn
		if c.err == nil {
			c.status, c.err = c.program.Start(c)
		}
	case stateOn:
		ev, ok := c.queue.take()
		if !c.ahead {
			c.queue.release(0)
		}
		if ok {
			c.status, c.err = c.program.Handle(ev)
			c.queue.forget()
		}
	}
}

// settle applies what the computer's turn led to. It runs between rounds.
func (c *Computer) settle() {
	w := c.world
	if len(c.outbox) > 0 {
		w.apply(c)
	}
	if c.state == stateOff {
		return // it was off before its turn came
	}
	switch {
	case c.err != nil:
		w.record(&Entry{Computer: c.id, Kind: EntryCrash, Text: c.err.Error()})
		c.stop(false, Outcome{Done: true, Message: c.err.Error()})
	case c.command == commandReboot:
		c.stop(true, Outcome{})
	case c.command == commandShutdown, c.status == Ended:
		c.stop(false, Outcome{Done: true, OK: true})
	default:
		c.reschedule()
		if c.queue.len() > 0 {
			w.makeReady(c)
		}
	}
}

// stop switches the computer off, and on again if it reboots. The outcome counts
// unless the program has told its own.
func (c *Computer) stop(reboot bool, outcome Outcome) {
	w := c.world
	c.screen.Flush()
	c.program.Close()
	w.apply(c) // what was said last
	c.state, c.command = stateOff, commandNone
	c.queue.clear()
	c.timers.clear()
	c.alarms.clear()
	c.detachSides()
	c.unmountFiles()
	c.redstone.reset()
	kind := EntryShutdown
	if reboot {
		kind = EntryReboot
		c.wantsOn = true
	}
	w.record(&Entry{Computer: c.id, Kind: kind})
	if outcome.Done && !c.outcome.Done {
		c.outcome = outcome
		w.ended(c)
		if c.runs() {
			w.record(&Entry{Computer: c.id, Kind: EntryProgram, OK: outcome.OK, Text: outcome.Message})
		}
	}
	c.reschedule()
}

package world

import (
	"slices"

	"ccnet/value"
)

// RoundsPerTick is how many rounds a tick holds. In the game, a tick's length of
// 50 ms bounds how many events a computer handles within it; here the number is
// fixed, so that a run repeats exactly.
const RoundsPerTick = 1000

// makeReady has c take part in the next round, or, if it rests, in one when it has
// rested.
func (w *World) makeReady(c *Computer) {
	switch {
	case c.inReady:
	case c.rests():
		c.reschedule()
	default:
		c.inReady = true
		w.ready = append(w.ready, c)
	}
}

// round lets every computer that is ready take its turn, and applies what follows.
func (w *World) round() {
	list := w.ready
	w.ready = w.spare[:0]
	w.rounds++
	for _, c := range list {
		c.inReady = false
	}
	if len(list) == 1 {
		list[0].takeTurn()
	} else {
		sortComputers(list)
		w.lanes.run(list)
	}
	list = w.fallOut(list)
	for _, c := range list {
		c.settle()
	}
	clear(list)
	w.spare = list[:0]
}

// nextDue is the next tick at which something happens by itself.
func (w *World) nextDue() Tick {
	next := min(w.calendar.due(), w.agenda.due())
	if len(w.tasks) > 0 || len(w.notified) > 0 || len(w.ready) > 0 {
		next = min(next, w.now+1)
	}
	if w.nextAction < len(w.actions) {
		next = min(next, w.actions[w.nextAction].At)
	}
	return next
}

// beginTick advances the clock to tick t and makes everything happen that is due:
// what is on the agenda, the script, then computer by
// computer its start, alarms, redstone and timers, and last the main-thread work.
func (w *World) beginTick(t Tick) {
	w.now = t
	w.rounds = 0
	w.walkOn()
	for do := w.agenda.take(t); do != nil; do = w.agenda.take(t) {
		do()
	}
	for w.nextAction < len(w.actions) && w.actions[w.nextAction].At <= t {
		a := &w.actions[w.nextAction]
		w.nextAction++
		w.act(a.Computer, a.Do)
	}
	w.wakeUp()
	w.runTasks()
}

// wakeUp goes through the computers that are due at this tick or have new redstone
// inputs.
func (w *World) wakeUp() {
	due := w.dueList[:0]
	for w.calendar.due() <= w.now {
		c := w.calendar[0]
		w.calendar.set(c, never)
		due = append(due, c)
	}
	due = append(due, w.notified...)
	w.notified = nil
	sortComputers(due)
	due = slices.Compact(due)
	for _, c := range due {
		w.tick(c)
	}
	clear(due)
	w.dueList = due[:0]
}

// tick is what a computer's own tick brings.
func (w *World) tick(c *Computer) {
	if c.state == stateOff && c.wantsOn && c.mayStart <= w.now {
		c.redstone.notify = false
		c.start()
		return
	}
	for {
		id, ok := c.alarms.take(w.now)
		if !ok {
			break
		}
		w.deliver(c, idEvent("alarm", id))
	}
	if c.redstone.notify {
		c.redstone.notify = false
		w.deliver(c, Event{Name: "redstone"})
	}
	for {
		id, ok := c.timers.take(w.now)
		if !ok {
			break
		}
		w.deliver(c, idEvent("timer", id))
	}
	if c.queue.len() > 0 {
		w.makeReady(c) // it may have rested
	}
	c.reschedule()
}

// idEvent is the event of a timer or an alarm.
func idEvent(name string, id int) Event {
	return Event{Name: name, Args: []value.Value{value.Int(id)}}
}

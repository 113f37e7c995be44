package world

// Laborious is implemented by programs that can tell how much they have done since
// they were made, in units of about a nanosecond. It must be the same in every run.
//
// Work takes no virtual time, but nobody can work for ever: a computer has a
// second's work in stock, and gains in every tick half as much as a tick is long,
// which is about what a computer of the game can do. When it has used up its stock,
// it rests: its events wait in its queue until it may work again. So a world keeps
// ahead of real time even if a program does as much as it can, while one that works
// hard for a moment does not notice.
//
// The labour of the last turns also tells whether a round is worth sharing between
// cores.
type Laborious interface {
	Labour() uint64
}

// The stock of work, what each tick adds to it, and what each delivery of a frame
// takes from that of its sender, beside one for each byte of the payload.
const (
	labourStock      = 1_000_000_000
	labourPerTick    = labourStock / TicksPerSecond / 2
	labourOfDelivery = 250
)

// effort is how much of its stock of work a computer has used up.
type effort struct {
	rest   Tick   // it takes no turns before this tick
	worked uint64 // Labour so far
	last   uint64 // labour of its last turns, in one round
	debt   uint64 // what is missing in the stock …
	at     Tick   // … at this tick
}

// after notes that a program's Labour is worked at tick now.
func (e *effort) after(worked uint64, now Tick) {
	e.last = worked - e.worked
	e.worked = worked
	e.owe(e.last, now)
}

// owe takes labour from the stock at tick now.
func (e *effort) owe(labour uint64, now Tick) {
	e.debt = e.owed(now) + labour
	e.at = now
	if e.debt > labourStock {
		e.rest = now + Tick((e.debt-labourStock+labourPerTick-1)/labourPerTick)
	}
}

// owed is what is missing in the stock at tick now.
func (e *effort) owed(now Tick) uint64 {
	gained := uint64(now - e.at)
	if gained > e.debt/labourPerTick {
		return 0
	}
	return e.debt - gained*labourPerTick
}

// spent tells whether the stock is used up in the middle of a turn's round, when
// the program's Labour is worked.
func (e *effort) spent(worked uint64, now Tick) bool {
	return e.owed(now)+worked-e.worked > labourStock
}

// rests tells whether the computer has to wait before it may handle events.
func (c *Computer) rests() bool {
	return c.effort.rest > c.world.now && c.state == stateOn && c.command == commandNone
}

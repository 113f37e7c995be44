package world

import (
	"fmt"
	"math"
	"time"
)

// Tick is a moment or a span of virtual time: 50 ms, counted from the world's
// start.
type Tick int64

// TicksPerSecond is the pace of the game.
const TicksPerSecond = 20

// never is later than every tick that is reached.
const never Tick = math.MaxInt64

// Ticks is the number of ticks in d, rounded to the nearest, halves up.
func Ticks(d time.Duration) Tick {
	const tick = time.Second / TicksPerSecond
	n := d / tick
	if d%tick >= tick/2 {
		n++
	}
	return Tick(n)
}

// Duration is the span of virtual time that t ticks take.
func (t Tick) Duration() time.Duration {
	const tick = time.Second / TicksPerSecond
	if t > Tick(math.MaxInt64/int64(tick)) {
		return math.MaxInt64
	}
	return time.Duration(t) * tick
}

// String writes t in seconds, as "12.35s".
func (t Tick) String() string {
	if t < 0 {
		return "-" + (-t).String()
	}
	return fmt.Sprintf("%d.%02ds", t/TicksPerSecond, t%TicksPerSecond*5)
}

// A day of the game takes 24,000 ticks, and its worlds begin at six in the morning
// of day 1.
const (
	ticksPerDay  = 24000
	ticksPerHour = ticksPerDay / 24
	dawn         = 6 * ticksPerHour
)

// timeOfDay is the hour, 0 to just under 24, at tick t.
func timeOfDay(t Tick) float64 {
	return float64((t+dawn)%ticksPerDay) / ticksPerHour
}

// day is the number of the day, from 1, at tick t.
func day(t Tick) int { return int((t+dawn)/ticksPerDay) + 1 }

// epochIngame is os.epoch("ingame") at tick t: milliseconds of the game's days.
func epochIngame(t Tick) int64 {
	return int64(day(t))*86_400_000 + int64(timeOfDay(t)*3_600_000)
}

// calendarStart is the date on which worlds begin that name none.
var calendarStart = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

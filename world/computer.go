package world

import (
	"slices"

	"ccnet/term"
	"ccnet/value"
	"ccnet/world/drive"
)

// Computer is a computer of a world. A Program may call its methods from within
// Start and Handle; everybody else from within World.Inspect.
type Computer struct {
	// What is touched with every event stands together.
	state    state
	command  command // requested by the program, carried out after its turn
	inReady  bool    // takes part in the next round, or is ahead
	ahead    bool    // of the others; see ahead.go
	wantsOn  bool
	counts   bool // among the running programs that the world waits for
	labelled bool
	status   Status
	until    int // the round in which the others catch up with it
	queue    queue
	effort   effort    // what its labour has cost
	worker   Laborious // the program, if it tells its labour
	err      error
	outbox   []effect
	wake     Tick // in the calendar, or never
	slot     int  // in the calendar, or -1
	world    *World
	secluded Secluded // the program, if it can be
	program  Program
	lane     *Computer // the first of its lane, nil if it is alone there
	behind   *Computer // who is next in its lane in this round
	laneEnd  laneEnd   // of the lane that it leads

	id        int
	spec      *ComputerSpec
	label     string
	position  Vec
	dimension string

	// Power; see power.go.
	mayStart Tick // earliest tick of the next start
	booted   Tick
	boots    int
	outcome  Outcome

	held     queue // what it has queued while ahead, or after a frame that it may hear
	timers   timers
	alarms   timers
	nextTask int
	tasks    int // waiting
	calls    int // to somewhere outside, not answered

	screen     *term.Screen
	transcript transcript
	files      *drive.FileSystem
	disk       disk

	own        [NumSides]Peripheral // what the Spec puts on its sides
	sides      [NumSides]Peripheral // what is attached, while it is on
	remotes    []remote             // what is attached by wired modems, while it is on
	neighbours [NumSides]*Computer
	redstone   Redstone

	frames     int // in the outbox; see transmit
	frameBytes int // of their payloads
	records    int // of this turn; see record
	late       int // frames under way to it, delayed by a fault
	lateBytes  int // of their payloads
	walk       *walk
}

// ID is the computer's id.
func (c *Computer) ID() int { return c.id }

// Kind is the kind of computer.
func (c *Computer) Kind() Kind { return c.spec.Kind }

// Spec is the computer's description; not to be changed.
func (c *Computer) Spec() *ComputerSpec { return c.spec }

// Label is the computer's label, if it has one.
func (c *Computer) Label() (label string, ok bool) { return c.label, c.labelled }

// SetLabel labels the computer. What a label cannot hold becomes a question mark,
// and 32 characters are kept.
func (c *Computer) SetLabel(label string) { c.label, c.labelled = cleanLabel(label), true }

// ClearLabel takes the label off.
func (c *Computer) ClearLabel() { c.label, c.labelled = "", false }

// maxLabel is the length of a label in characters.
const maxLabel = 32

func cleanLabel(label string) string {
	out := []byte(label)
	if len(out) > maxLabel {
		out = out[:maxLabel]
	}
	for i, b := range out {
		if !(b >= 32 && b <= 126 || b >= 161 && b <= 172 || b >= 174) {
			out[i] = '?'
		}
	}
	return string(out)
}

// IsOn tells whether the computer is switched on.
func (c *Computer) IsOn() bool { return c.state == stateOn }

// Position is where the computer is: the corner of its block, or where whoever
// carries a pocket computer has their eyes.
func (c *Computer) Position() (at Vec, dimension string) {
	if c.walk != nil {
		return c.walk.at(c.world.now), c.dimension
	}
	return c.position, c.dimension
}

// Outcome is how the computer's program ended, if it has.
func (c *Computer) Outcome() Outcome { return c.outcome }

// Screen is the computer's screen.
func (c *Computer) Screen() *term.Screen {
	if c.screen == nil {
		w, h := c.spec.Kind.ScreenSize()
		c.screen = term.NewScreen(w, h, c.spec.Kind.Colour())
		if c.world.wantsRows(c) {
			c.screen.SetTranscript(c.row)
		}
	}
	return c.screen
}

// Files is the computer's file system, from boot to shutdown.
func (c *Computer) Files() *drive.FileSystem { return c.files }

// Peripheral is what is attached to a side.
func (c *Computer) Peripheral(side Side) (Peripheral, bool) {
	if int(side) >= NumSides || c.sides[side] == nil {
		return nil, false
	}
	return c.sides[side], true
}

// Redstone is the redstone on the computer's sides.
func (c *Computer) Redstone() *Redstone { return &c.redstone }

// Queue queues an event on the computer itself, as os.queueEvent does. The
// arguments must be frozen; they may be those of the event that is being handled, since
// their slice is not kept. A full queue drops it.
func (c *Computer) Queue(name string, args ...value.Value) {
	ev := Event{Name: name, Args: slices.Clone(args)}
	switch {
	case c.state != stateOn || c.command != commandNone:
	case c.ahead || c.hearsItself():
		if c.held.push(ev, eventSize(ev)) {
			c.send(effect{kind: effectQueue})
		} else {
			c.dropped(name, "queue full")
		}
	case !c.queue.push(ev, eventSize(ev)):
		c.dropped(name, "queue full")
	}
}

// Now is the world's time.
func (c *Computer) Now() Tick { return c.world.now }

// Uptime is the time since the computer was switched on: os.clock.
func (c *Computer) Uptime() Tick { return c.world.now - c.booted }

// TimeOfDay is the hour of the game's day, from 0 to just under 24.
func (c *Computer) TimeOfDay() float64 { return timeOfDay(c.world.now) }

// Day is the number of the game's day, from 1.
func (c *Computer) Day() int { return day(c.world.now) }

// EpochIngame is the number of milliseconds of the game's calendar.
func (c *Computer) EpochIngame() int64 { return epochIngame(c.world.now) }

// EpochUTC is the number of milliseconds since 1970 of the world's own calendar,
// which the Spec starts and virtual time carries on.
func (c *Computer) EpochUTC() int64 {
	return c.world.epoch + int64(c.world.now)*1000/TicksPerSecond
}

// StartTimer starts a timer that fires in so many ticks, at least one, and returns
// its id.
func (c *Computer) StartTimer(ticks int64) int {
	id, ok := c.timers.start(c.world.now.after(ticks))
	if !ok {
		c.dropped("timer", "too many timers")
	}
	return id
}

// after is t and at least one more tick, without overflow.
func (t Tick) after(ticks int64) Tick {
	if ticks > int64(never-1-t) {
		return never - 1
	}
	return t + Tick(max(ticks, 1))
}

// CancelTimer cancels a timer. An event that it has queued already still arrives.
func (c *Computer) CancelTimer(id int) { c.timers.cancel(id) }

// SetAlarm sets an alarm for an hour of the game's day, from 0 to less than 24,
// and returns its id.
func (c *Computer) SetAlarm(hour float64) (int, error) {
	at, err := alarmTick(c.world.now, hour)
	if err != nil {
		return 0, err
	}
	id, ok := c.alarms.start(at)
	if !ok {
		c.dropped("alarm", "too many alarms")
	}
	return id, nil
}

// CancelAlarm cancels an alarm.
func (c *Computer) CancelAlarm(id int) { c.alarms.cancel(id) }

// Seed is for what is random on the computer. It depends on the world's seed, the
// computer and how many times it has booted.
func (c *Computer) Seed() uint64 {
	return mix(mix(c.world.seed^mix(uint64(c.id)+0x632be59bd9b4e019)) + uint64(c.boots))
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Report makes an entry of the program's own in the journal.
func (c *Computer) Report(kind, text string) {
	if c.world.recorder != nil {
		c.record(Entry{Kind: EntryReport, Name: kind, Text: text})
	}
}

// Finish says that the Run program has ended, and how. The first call of a boot
// counts.
func (c *Computer) Finish(ok bool, message string) {
	if c.outcome.Done {
		return
	}
	c.outcome = Outcome{Done: true, OK: ok, Message: message}
	c.record(Entry{Kind: EntryProgram, OK: ok, Text: message})
}

// MaxTasks is how much main-thread work of one computer can be waiting.
const MaxTasks = 5000

// Task has work done between the rounds of the next tick, when nothing else runs,
// and returns its id. Its results come as the event task_complete: the id, true
// and the results, or the id, false and the message of the error. When too much
// is waiting, Task does nothing and returns -1.
func (c *Computer) Task(method func() ([]value.Value, error)) int {
	if c.tasks >= MaxTasks {
		return -1
	}
	c.nextTask++
	c.tasks++
	c.send(effect{kind: effectTask, what: &task{c, c.boots, c.nextTask, method}})
	return c.nextTask
}

package world

import (
	"errors"
	"math"
	"slices"
)

// MaxTimers bounds the timers that a computer can have pending. The game has no
// such limit but memory; a timer beyond it never fires.
const MaxTimers = 1 << 16

// errAlarmRange is os.setAlarm's answer to an hour that no day has.
var errAlarmRange = errors.New("Number out of range")

// timers are the pending timers, or alarms, of one computer: a heap by due tick,
// and the truth about which of its entries still count. Cancelled timers leave
// the heap when they come to its top or when they are too many.
type timers struct {
	next int // id of the next timer
	heap []timer
	live map[int]Tick
}

type timer struct {
	at Tick
	id int
}

func (a timer) before(b timer) bool {
	return a.at < b.at || a.at == b.at && a.id < b.id
}

// start adds a timer due at tick at and returns its id. ok is false when there
// are too many.
func (t *timers) start(at Tick) (id int, ok bool) {
	id = t.next
	t.next++
	if len(t.live) >= MaxTimers {
		return id, false
	}
	if t.live == nil {
		t.live = make(map[int]Tick)
	}
	t.live[id] = at
	t.heap = append(t.heap, timer{at, id})
	t.up(len(t.heap) - 1)
	return id, true
}

func (t *timers) cancel(id int) {
	if _, ok := t.live[id]; !ok {
		return
	}
	delete(t.live, id)
	if len(t.heap) > 2*len(t.live)+16 {
		t.compact()
	}
}

func (t *timers) compact() {
	t.heap = slices.DeleteFunc(t.heap, func(e timer) bool {
		_, ok := t.live[e.id]
		return !ok
	})
	slices.SortFunc(t.heap, func(a, b timer) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
}

// due is the tick at which the next timer fires.
func (t *timers) due() Tick {
	for len(t.heap) > 0 {
		if _, ok := t.live[t.heap[0].id]; ok {
			return t.heap[0].at
		}
		t.drop()
	}
	return never
}

// take removes a timer that is due at now, the one with the lowest id, and
// returns its id. Timers are taken at the tick at which they are due, so all that
// are due are due at the same tick.
func (t *timers) take(now Tick) (id int, ok bool) {
	if t.due() > now {
		return 0, false
	}
	id = t.heap[0].id
	delete(t.live, id)
	t.drop()
	return id, true
}

// clear removes all timers; ids go on counting.
func (t *timers) clear() { t.heap, t.live = nil, nil }

func (t *timers) drop() {
	last := len(t.heap) - 1
	t.heap[0] = t.heap[last]
	t.heap = t.heap[:last]
	t.down(0)
}

func (t *timers) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.heap[i].before(t.heap[parent]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *timers) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(t.heap) {
			return
		}
		if child+1 < len(t.heap) && t.heap[child+1].before(t.heap[child]) {
			child++
		}
		if !t.heap[child].before(t.heap[i]) {
			return
		}
		t.heap[i], t.heap[child] = t.heap[child], t.heap[i]
		i = child
	}
}

// alarmTick is the tick at which an alarm for the given hour fires that is set at
// tick now: today if the hour is still to come, else tomorrow, and one tick after
// the game's clock has passed it.
func alarmTick(now Tick, hour float64) (Tick, error) {
	if math.IsNaN(hour) || hour < 0 || hour >= 24 {
		return 0, errAlarmRange
	}
	d := day(now)
	if hour <= timeOfDay(now) {
		d++
	}
	moment := float64(d)*24 + hour
	at := func(t Tick) float64 { return float64(day(t))*24 + timeOfDay(t) }
	t := Tick((moment-24)*ticksPerHour) - dawn
	for t > now && at(t-1) >= moment {
		t--
	}
	for at(t) < moment {
		t++
	}
	return max(t, now) + 1, nil
}

package host

import (
	"container/heap"
	"slices"
	"time"

	"ccnet/cryptonet"
	"ccnet/world"
)

const never = cryptonet.Never

// alarms are what is to be done at a time, the next first.
type alarms []alarm

// alarm wakes a task, or a machine.
type alarm struct {
	at      time.Duration
	seq     uint64
	wake    wakeUp
	machine ticker
}

// ticker is a machine that wants to know when its time has come.
type ticker interface {
	tick(now time.Duration)
	over() bool // it wants nothing any more
}

func (a *alarm) stale() bool {
	if a.machine != nil {
		return a.machine.over()
	}
	return a.wake.stale()
}

func (a alarms) Len() int { return len(a) }
func (a alarms) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].seq < a[j].seq
}
func (a alarms) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *alarms) Push(x any)   { *a = append(*a, x.(alarm)) }
func (a *alarms) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	(*a)[last] = alarm{}
	*a = (*a)[:last]
	return x
}

// at sets an alarm.
func (h *Host) at(a alarm) {
	h.lastAlarm++
	a.seq = h.lastAlarm
	heap.Push(&h.alarms, a)
	if len(h.alarms) > h.manyAlarms {
		h.alarms = slices.DeleteFunc(h.alarms, func(a alarm) bool { return a.stale() })
		heap.Init(&h.alarms)
		h.manyAlarms = max(64, 2*len(h.alarms))
	}
}

// ring does what is due.
func (h *Host) ring() {
	now := h.Now()
	for len(h.alarms) > 0 && h.alarms[0].at <= now {
		if a := heap.Pop(&h.alarms).(alarm); a.machine != nil {
			a.machine.tick(now)
		} else {
			h.wake(a.wake)
		}
	}
	if h.stationDue <= now {
		h.station.Tick(now)
	}
}

// deadline is when a machine wants to be called, kept as at most a few alarms:
// machines mostly put it off, and are then called too early, which does no harm.
type deadline struct{ set time.Duration }

// update sets an alarm for the machine if it wants one earlier than it has.
func (d *deadline) update(h *Host, machine ticker, due time.Duration) {
	if d.set == 0 || due < d.set {
		d.set = due
		if due != never {
			h.at(alarm{at: due, machine: machine})
		}
	}
}

// rung tells whether an alarm that rings is the one that counts, and forgets it.
func (d *deadline) rung(now time.Duration) bool {
	if d.set > now {
		return false
	}
	d.set = 0
	return true
}

// setTimer starts the computer's timer for what is due next.
func (h *Host) setTimer() {
	due := h.stationDue
	if len(h.alarms) > 0 {
		due = min(due, h.alarms[0].at)
	}
	if due >= h.timerAt {
		return // it rings early, which does no harm
	}
	if h.timerAt != never {
		h.computer.CancelTimer(h.timer)
	}
	h.timerAt = due
	tick := world.Tick(1).Duration()
	h.timer = h.computer.StartTimer(int64((due - h.Now() + tick - 1) / tick))
}

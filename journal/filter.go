package journal

import (
	"slices"

	"ccnet/world"
)

// Filter selects entries. The zero Filter selects all.
type Filter struct {
	Computers []int // to whom it happened, or from whom a frame came; empty: all
	Kinds     []world.EntryKind
	Channels  []int // of frames; entries that are not about frames do not match
	From, To  world.Tick
	// Until tells that To counts: the entry must not be later.
	Until bool
}

// Match tells whether the filter selects e.
func (f *Filter) Match(e *world.Entry) bool {
	aboutFrame := e.Kind == world.EntryTransmit || e.Kind == world.EntryDeliver || e.Kind == world.EntryFault
	switch {
	case e.Tick < f.From, f.Until && e.Tick > f.To:
		return false
	case len(f.Kinds) > 0 && !slices.Contains(f.Kinds, e.Kind):
		return false
	case len(f.Channels) > 0 && !(aboutFrame && slices.Contains(f.Channels, e.Channel)):
		return false
	case len(f.Computers) > 0:
		from := aboutFrame && e.Kind != world.EntryTransmit
		return slices.Contains(f.Computers, e.Computer) || from && slices.Contains(f.Computers, e.From)
	}
	return true
}

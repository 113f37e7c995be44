// Package worldtest starts worlds in Go tests. A world is one call; it is closed
// when the test is over, and shows the tail of its journal if the test has failed.
package worldtest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ccnet/world"
)

// World is a world under test.
type World struct {
	*world.World
	t   testing.TB
	log *log
}

// New starts a world of the given computers. They need a Program each; see Func
// and Script.
func New(t testing.TB, computers ...world.ComputerSpec) *World {
	t.Helper()
	return NewSpec(t, world.Spec{Computers: computers}, world.Options{})
}

// NewSpec starts a world of any kind.
func NewSpec(t testing.TB, spec world.Spec, options world.Options) *World {
	t.Helper()
	l := &log{next: options.Recorder}
	options.Recorder = l
	w, err := world.New(spec, options)
	if err != nil {
		t.Fatalf("start the world: %v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("close the world: %v", err)
		}
		if t.Failed() {
			t.Logf("the world's journal ends:\n%s", l)
		}
	})
	return &World{w, t, l}
}

// Run lets the world live to its end.
func (w *World) Run() world.Result {
	w.t.Helper()
	r, err := w.World.Run(context.Background())
	if err != nil {
		w.t.Fatalf("run the world: %v", err)
	}
	return r
}

// Until lets the world live until tick t is over.
func (w *World) Until(t world.Tick) {
	w.t.Helper()
	if err := w.Advance(context.Background(), t); err != nil {
		w.t.Fatalf("advance the world to %v: %v", t, err)
	}
}

// Entries are what the journal holds of the given kinds, or all of it; of a long
// journal only the last few thousand entries.
func (w *World) Entries(kinds ...world.EntryKind) []world.Entry {
	var out []world.Entry
	w.Inspect(func() {
		for _, e := range w.log.entries {
			if len(kinds) == 0 || contains(kinds, e.Kind) {
				out = append(out, e)
			}
		}
	})
	return out
}

func contains(kinds []world.EntryKind, k world.EntryKind) bool {
	for _, kind := range kinds {
		if kind == k {
			return true
		}
	}
	return false
}

// log keeps the last entries of a journal.
type log struct {
	entries []world.Entry
	next    world.Recorder
}

const keep = 4096

func (l *log) Record(e *world.Entry) {
	if len(l.entries) >= 2*keep {
		l.entries = append(l.entries[:0], l.entries[keep:]...)
	}
	l.entries = append(l.entries, *e)
	if l.next != nil {
		l.next.Record(e)
	}
}

// String shows the last entries.
func (l *log) String() string {
	var b strings.Builder
	for _, e := range l.entries[max(0, len(l.entries)-40):] {
		fmt.Fprintf(&b, "  %v computer %d: %v %s", e.Tick, e.Computer, e.Kind, e.Name)
		switch e.Kind {
		case world.EntryTransmit:
			fmt.Fprintf(&b, " channel %d, %d receivers", e.Channel, e.N)
		case world.EntryDeliver:
			fmt.Fprintf(&b, " channel %d from %d", e.Channel, e.From)
		}
		fmt.Fprintf(&b, " %q\n", e.Text)
	}
	return b.String()
}

package worldtest_test

import (
	"fmt"
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
)

func TestScriptCollectsEvents(t *testing.T) {
	s := &worldtest.Script{
		On: map[string]func(*world.Computer, world.Event){
			worldtest.Boot: func(c *world.Computer, _ world.Event) { c.Queue("hello", value.Int(1)) },
		},
		Ends: []string{"hello"},
	}
	w := worldtest.New(t, world.ComputerSpec{ID: 3, Program: s})
	r := w.Run()
	assert.Equal(t, world.ReasonPrograms, r.Reason)
	assert.Equal(t, []string{"hello"}, s.Names())
	assert.Len(t, w.Entries(world.EntryBoot), 1)
	assert.Greater(t, len(w.Entries()), 3)
}

func TestNewFailsTheTest(t *testing.T) {
	fake := &fakeT{TB: t}
	func() {
		defer func() { _ = recover() }()
		worldtest.New(fake, world.ComputerSpec{ID: -1})
	}()
	assert.Contains(t, fake.failure, "an id must not be negative")
}

// fakeT is a test that notes its failure.
type fakeT struct {
	testing.TB
	failure string
}

func (f *fakeT) Helper() {}
func (f *fakeT) Fatalf(format string, args ...any) {
	f.failure = fmt.Sprintf(format, args...)
	panic("failed")
}

// A test of a program: here of a timer that must fire in time.
func ExampleNew() {
	t := new(testing.T) // the test's own
	alarm := worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		if ev.Name == worldtest.Boot {
			c.StartTimer(20)
			return true
		}
		return false // ends the program
	})
	w := worldtest.New(t, world.ComputerSpec{ID: 1, Program: alarm.Program()})
	if r := w.Run(); r.Tick != 20 {
		t.Errorf("the alarm rang at %v", r.Tick)
	}
}

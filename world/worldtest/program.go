package worldtest

import (
	"slices"

	"ccnet/value"
	"ccnet/world"
)

// Func makes a program of a function that gets every event. The first, with the
// name "boot", is the computer's start. The program ends when the function returns
// false. It must not end the test's goroutine, as require does: it may be on another
// one. Use assert.
type Func func(c *world.Computer, ev world.Event) bool

// Boot is the name of the event with which a Func starts.
const Boot = "boot"

// Program returns a program that calls f.
func (f Func) Program() world.Program { return &funcProgram{handle: f} }

type funcProgram struct {
	handle Func
	c      *world.Computer
}

func (p *funcProgram) Start(c *world.Computer) (world.Status, error) {
	p.c = c
	return p.Handle(world.Event{Name: Boot})
}

func (p *funcProgram) Handle(ev world.Event) (world.Status, error) {
	if p.handle(p.c, ev) {
		return world.Waiting, nil
	}
	return world.Ended, nil
}

func (p *funcProgram) Close() {}

// Script is a program that collects its events, and answers them by On.
type Script struct {
	// On has what to do at an event of a name; Boot is the start.
	On map[string]func(c *world.Computer, ev world.Event)
	// Ends are the names of events at which the program ends.
	Ends []string
	// Fails has the error with which the program crashes at an event of a name.
	Fails map[string]error
	// Events are the events so far, without the start.
	Events []world.Event

	c *world.Computer
}

// Start is called by the world.
func (s *Script) Start(c *world.Computer) (world.Status, error) {
	s.c = c
	return s.answer(world.Event{Name: Boot})
}

// Handle is called by the world.
func (s *Script) Handle(ev world.Event) (world.Status, error) {
	s.Events = append(s.Events, world.Event{Name: ev.Name, Args: slices.Clone(ev.Args)})
	return s.answer(ev)
}

func (s *Script) answer(ev world.Event) (world.Status, error) {
	if do := s.On[ev.Name]; do != nil {
		do(s.c, ev)
	}
	if err := s.Fails[ev.Name]; err != nil {
		return world.Waiting, err
	}
	for _, name := range s.Ends {
		if name == ev.Name {
			return world.Ended, nil
		}
	}
	return world.Waiting, nil
}

// Close is called by the world.
func (s *Script) Close() {}

// Names are the names of the events so far.
func (s *Script) Names() []string {
	out := make([]string, len(s.Events))
	for i, ev := range s.Events {
		out[i] = ev.Name
	}
	return out
}

// Call calls a method of the peripheral on a side, and returns its results.
func Call(c *world.Computer, side world.Side, method string, args ...value.Value) ([]value.Value, error) {
	p, ok := c.Peripheral(side)
	if !ok {
		return nil, world.ErrNoSuchMethod
	}
	call := world.PeripheralCall{Computer: c, Name: side.String(), Method: method, Args: args}
	err := p.Call(&call)
	return call.Results, err
}

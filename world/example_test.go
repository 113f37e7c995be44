package world_test

import (
	"context"
	"fmt"
	"os"

	"ccnet/value"
	"ccnet/world"
)

// echoServer is a Go program on a computer: it opens channel 7 and sends back what
// it hears.
type echoServer struct{ modem *world.Modem }

func (s *echoServer) Start(c *world.Computer) (world.Status, error) {
	p, _ := c.Peripheral(world.Top)
	s.modem = p.(*world.Modem)
	return world.Waiting, s.modem.Open(7)
}

func (s *echoServer) Handle(ev world.Event) (world.Status, error) { return world.Waiting, nil }
func (s *echoServer) Close()                                      {}

// caller transmits once and ends.
type caller struct{}

func (caller) Start(c *world.Computer) (world.Status, error) {
	c.StartTimer(world.TicksPerSecond)
	return world.Waiting, nil
}

func (caller) Handle(world.Event) (world.Status, error) { return world.Ended, nil }
func (caller) Close()                                   {}

// printer prints when computers go on and off.
type printer struct{}

func (printer) Record(e *world.Entry) {
	switch e.Kind {
	case world.EntryBoot, world.EntryShutdown:
		fmt.Println(e.Tick, e.Kind, e.Computer)
	case world.EntryEnd:
		fmt.Println(e.Tick, e.Kind, e.Text)
	}
}

// A world of two Go programs, which ends when both have: one never does, so there
// is a limit.
func ExampleNew() {
	modem := []world.ModemSpec{{Side: world.Top, Kind: world.Wireless}}
	w, err := world.New(world.Spec{
		Limit: 10 * world.TicksPerSecond,
		Computers: []world.ComputerSpec{
			{ID: 1, Program: &echoServer{}, Modems: modem},
			{ID: 2, Program: caller{}, Modems: modem},
		},
	}, world.Options{Recorder: printer{}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer w.Close()
	result, _ := w.Run(context.Background())
	fmt.Println(result.Reason, result.OK())
	// Output:
	// 0.00s boot 1
	// 0.00s boot 2
	// 1.00s shutdown 2
	// 10.00s end limit
	// limit true
}

// World files can be read from memory, too.
func ExampleWorld_Advance() {
	spec, _ := world.Parse("day.toml", []byte(`
[[computer]]
id = 0

[[at]]
at = "1m"
computer = 0
queue = ["lunch", 2]
`))
	heard := func(c *world.Computer, ev world.Event) {
		fmt.Println(c.Now(), ev.Name, ev.Args[0] == value.Int(2))
	}
	w, _ := world.New(spec, world.Options{NewProgram: func(*world.ComputerSpec) (world.Program, error) {
		return &eater{heard: heard}, nil
	}})
	defer w.Close()
	_ = w.Advance(context.Background(), world.TicksPerSecond*3600)
	fmt.Println(w.Now())
	// Output:
	// 60.00s lunch true
	// 3600.00s
}

type eater struct {
	c     *world.Computer
	heard func(*world.Computer, world.Event)
}

func (e *eater) Start(c *world.Computer) (world.Status, error) {
	e.c = c
	return world.Waiting, nil
}

func (e *eater) Handle(ev world.Event) (world.Status, error) {
	e.heard(e.c, ev)
	return world.Waiting, nil
}

func (e *eater) Close() {}

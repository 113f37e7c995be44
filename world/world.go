package world

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"ccnet/modem"
	"ccnet/world/drive"
)

// Options are what a world needs that is not of the world itself.
type Options struct {
	// NewProgram makes the program of each computer whose spec has none. The spec
	// is the computer's own, with its defaults filled in.
	NewProgram func(*ComputerSpec) (Program, error)
	// ROM is mounted read-only at "rom" on every computer; nil for none.
	ROM drive.Drive
	// KeyCode is the code by which the ROM knows a key of the game; nil for the same.
	KeyCode func(code int) int
	// Recorder takes down what happens; nil for nobody.
	Recorder Recorder
	// OnRow is called with every row that a computer's transcript gains.
	OnRow func(c *Computer, row string)
	// Workers is how many computers may run at once; 0 for GOMAXPROCS.
	Workers int
	// Pacer ties the world to another clock; nil for none: as fast as it can.
	Pacer Pacer
	// Seed overrides that of the Spec, unless it is 0.
	Seed uint64
	// Outside answers the calls of peripherals of the type gateway; nil for nobody.
	Outside Outside
	// Replay has Run repeat a run, with its inputs and its end in the place of Do,
	// Pacer and the Spec's limit. Seed and Spec must be those of that run.
	Replay *Replay

	inStep bool // nobody runs ahead; for tests
}

// World is a running world. Its methods are not for several goroutines at once,
// but for Do and Inspect.
type World struct {
	spec     Spec
	options  Options
	recorder Recorder
	entry    Entry // the one that is being recorded
	seed     uint64
	epoch    int64 // milliseconds since 1970 at tick 0
	random   *rand.Rand

	mu        sync.Mutex // held while anything changes
	computers []*Computer
	byID      directory

	now      Tick
	rounds   int // of this tick
	ready    []*Computer
	spare    []*Computer // for the next round's ready
	dueList  []*Computer // for wakeUp
	until    Until       // what ends the world; see live
	ahead    ahead
	calendar calendar
	lanes    lanes

	actions    []ActionSpec // by time
	nextAction int
	agenda     agenda
	tasks      []*task
	publishing []*Computer // have changed redstone outputs
	notified   []*Computer // have changed redstone inputs
	walkers    []*Computer

	ether      *modem.Ether
	exposed    map[*modem.Modem]Peripheral // what wired modems show their network
	deliveries []modem.Delivery            // for route
	wired      []wiredModem
	fullBlocks map[site]bool
	faults     []*fault

	sites    map[site]*Computer
	fixtures []*fixture      // in the order of the Spec
	nextName map[string]int  // the next number of a peripheral's name, by type
	taken    map[string]bool // names of peripherals on wired networks
	drives   []*Drive
	nextDisk int       // the id of the next disk
	hostDirs []hostDir // what is somebody's disk
	problems []error

	running   int // programs that have not ended
	expecting int // computers whose expectations have not all come true

	begun, over bool
	inbox       inbox
	replay      *replay // what is repeated, nil for nothing
}

// New builds the world that spec describes. Close must be called when it is no
// longer needed.
func New(spec Spec, options Options) (*World, error) {
	w := &World{
		spec:       spec,
		options:    options,
		recorder:   options.Recorder,
		seed:       options.Seed,
		ether:      modem.NewEther(),
		exposed:    make(map[*modem.Modem]Peripheral),
		sites:      make(map[site]*Computer),
		fullBlocks: make(map[site]bool),
		nextName:   make(map[string]int),
		taken:      make(map[string]bool),
	}
	if w.seed == 0 {
		w.seed = spec.Seed
	}
	if w.seed == 0 {
		w.seed = 1
	}
	if r := spec.Range; r != nil {
		w.ether.Ranges = modem.Ranges{
			Low:       cmp.Or(r.Normal, w.ether.Ranges.Low),
			High:      cmp.Or(r.High, w.ether.Ranges.High),
			StormLow:  cmp.Or(r.Storm, w.ether.Ranges.StormLow),
			StormHigh: cmp.Or(r.HighStorm, w.ether.Ranges.StormHigh),
		}
	}
	w.inbox.init()
	if options.Replay != nil {
		w.replay = &replay{Replay: *options.Replay}
		w.options.Pacer = w.replay
	}
	w.random = rand.New(rand.NewPCG(w.seed, mix(w.seed)))
	start := spec.Start
	if start.IsZero() {
		start = calendarStart
	}
	w.epoch = start.UnixMilli()
	w.lanes.workers = options.Workers
	if w.lanes.workers <= 0 {
		w.lanes.workers = runtime.GOMAXPROCS(0)
	}
	if err := w.build(); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// build makes everything that the spec describes.
func (w *World) build() error {
	unplacedSoFar := 0
	for i := range w.spec.Computers {
		spec := w.spec.Computers[i]
		if spec.ID < 0 {
			return fmt.Errorf("computer %d: an id must not be negative", spec.ID)
		}
		if w.byID.find(spec.ID) != nil {
			return fmt.Errorf("computer %d: there is already a computer with this id", spec.ID)
		}
		spec.Dimension = dimensionOr(spec.Dimension)
		if spec.At == nil {
			at := unplaced(unplacedSoFar)
			spec.At = &at
			unplacedSoFar++
		}
		c := &Computer{
			world:     w,
			spec:      &spec,
			id:        spec.ID,
			position:  *spec.At,
			dimension: spec.Dimension,
			wake:      never,
			slot:      -1,
		}
		c.redstone.computer = c
		if spec.Label != "" {
			c.SetLabel(spec.Label)
		}
		w.byID.add(c)
		w.computers = append(w.computers, c)
	}
	sortComputers(w.computers)
	if err := w.layCables(); err != nil {
		return err
	}
	for _, c := range w.computers {
		if err := w.equip(c); err != nil {
			return fmt.Errorf("computer %d: %w", c.id, err)
		}
	}
	if err := w.addPeripherals(); err != nil {
		return err
	}
	if err := w.addFaults(); err != nil {
		return err
	}
	if err := w.checkActions(); err != nil {
		return err
	}
	w.linkAll()
	return nil
}

// equip gives a computer its program, disk, modems and first start.
func (w *World) equip(c *Computer) error {
	c.program = c.spec.Program
	if c.program == nil {
		if w.options.NewProgram == nil {
			return errors.New("it has no program, and there are no options to make one")
		}
		var err error
		if c.program, err = w.options.NewProgram(c.spec); err != nil {
			return fmt.Errorf("make its program: %w", err)
		}
	}
	c.worker, _ = c.program.(Laborious)
	c.secluded, _ = c.program.(Secluded)
	if err := w.openDisk(c); err != nil {
		return err
	}
	for _, m := range c.spec.Modems {
		if err := w.addModem(c, m); err != nil {
			return fmt.Errorf("%s: %w", m.Side, err)
		}
	}
	if c.spec.Kind != Pocket {
		at := site{c.dimension, c.position.Block()}
		if w.sites[at] == nil {
			w.sites[at] = c
		}
	}
	if len(c.spec.Expect) > 0 {
		w.expecting++
	}
	if !c.spec.Off {
		w.await(c)
		c.wantsOn = true
		w.calendar.set(c, 0)
	}
	return nil
}

// runs tells whether the computer has a program that comes to an end.
func (c *Computer) runs() bool { return len(c.spec.Run) > 0 || c.spec.Program != nil }

// awaited tells whether the world may have to wait for the computer's program.
func (c *Computer) awaited() bool { return c.runs() && !c.spec.Stay }

// Computer is the computer with the given id.
func (w *World) Computer(id int) (*Computer, bool) {
	c := w.byID.find(id)
	return c, c != nil
}

// Computers are all computers, by id.
func (w *World) Computers() []*Computer { return slices.Clone(w.computers) }

// Now is the world's time.
func (w *World) Now() Tick { return w.now }

// Seed is the seed of all that is random in the world.
func (w *World) Seed() uint64 { return w.seed }

// Inspect calls look while the world stands still between two rounds, even if it
// is running in another goroutine.
func (w *World) Inspect(look func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	look()
}

// record takes an entry down.
func (w *World) record(e *Entry) {
	if w.recorder == nil {
		return
	}
	w.entry = *e // so that e need not live on the heap
	w.entry.Tick = w.now
	w.recorder.Record(&w.entry)
}

// begin makes the first entry.
func (w *World) begin() {
	if !w.begun {
		w.begun = true
		w.record(&Entry{Computer: NoComputer, Kind: EntryWorld, Seed: w.seed, Text: w.spec.Name, Name: w.spec.By})
		w.beginTick(0)
	}
}

// end makes the last entry, once what stands on the screens has been read.
func (w *World) end(reason Reason) {
	if !w.begun || w.over {
		return
	}
	w.over = true
	w.bringIn()
	e := Entry{Computer: NoComputer, Kind: EntryEnd, Text: string(reason)}
	if reason.fromOutside() {
		e.N = w.rounds
		if w.tickIsOver() {
			w.publish()
		}
	}
	for _, c := range w.computers {
		if c.screen != nil {
			c.screen.Flush()
			w.apply(c)
		}
	}
	w.record(&e)
}

// Close ends all programs and releases what they and the world hold: the files
// that they have written are on disk afterwards.
func (w *World) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end(ReasonClosed)
	w.recorder = nil
	var errs []error
	for _, c := range w.computers {
		if c.state != stateOff && c.program != nil {
			c.state = stateOff
			c.program.Close()
			c.unmountFiles()
		}
		if err := c.disk.close(); err != nil {
			errs = append(errs, fmt.Errorf("computer %d: close its disk: %w", c.id, err))
		}
	}
	for _, d := range w.drives {
		d.close()
	}
	errs = append(errs, w.problems...)
	w.lanes.close()
	return errors.Join(errs...)
}

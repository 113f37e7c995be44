package luabind

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"
)

// station is the CryptoNet of one program: the state behind its module, and what
// the running call of one of its methods needs. Lua has it as an Object.
//
// Methods that may want something done return a step first: nil, or a table of
//
//	log      lines to print
//	actions  arguments for peripheral.call, of modems that are not at a side
//	events   what has happened; see event
//	closed   sockets that are closed now, each a list of its two names
//	tick     in how many seconds a network's tick is to be called; nil: as said before
//	wake     true when a call that is waited for has ended
//
// then an error's text or nil, then their results.
type station struct {
	core    *cryptonet.Station
	machine *Machine
	random  io.Reader
	log     []string
	modem   modemChoice
	closed  []*cryptonet.Socket
	waiting []*waiting    // calls that take time and were not done when the last began
	holds   bool          // it keeps the values of events for queue
	held    []value.Value // values of what was handled last that Lua has not been given
	copier  value.Copier  // of these
	tick    time.Duration // when a network wants its tick; 0: as said before
	woken   bool
	filed   int  // steps for work on files that are not charged yet
	gone    bool // given up for others

	authority *v1.Authority // nil unless it is one
}

// modemChoice is the modem that Lua has found for the running call.
type modemChoice struct {
	name    string
	problem string // why there is none
	open    bool   // whether the channel in question is open there already
}

// newStation is station(): the CryptoNet of a program that is beginning. Each draws
// its own keys.
func newStation(c *Call) error {
	all := &c.machine.stations
	all.made++
	s := &station{machine: c.machine, random: cryptonet.Seeded(c.Computer().Seed() + stationSeed*all.made)}
	s.core = cryptonet.NewStation(cryptonet.Config{
		Random: s.random,
		Log:    func(line string) { s.log = append(s.log, line) },
		Files:  stationFiles{s},
		ResolveModem: func(string) (string, error) {
			if s.modem.problem != "" {
				return "", errors.New(s.modem.problem)
			}
			return s.modem.name, nil
		},
		IsOpen: func(string, int) bool { return s.modem.open },
		Limits: cryptonet.Limits{Sockets: maxSockets},
	})
	c.Charge(stationSteps)
	all.add(c, s)
	return c.Return((&Object{Methods: stationMethods, Self: s}).Value())
}

// stationSeed keeps the random numbers of stations apart from each other and from the
// computer's own.
const stationSeed = 0x9e3779b97f4a7c15

// stationMethod is a method of a station.
func stationMethod(fn func(s *station, c *Call) error) Func {
	return func(c *Call) error {
		s := c.Self.(*station)
		if err := s.use(c); err != nil {
			return err
		}
		return fn(s, c)
	}
}

// What the methods of a station are charged, in steps.
const (
	stationSteps  = 200
	sealSteps     = 500     // a message that is sealed or opened …
	sealByteSteps = 2       // … and each byte that is sealed; one that is opened is 1
	rsaSteps      = 20_000  // a key exchange or a signature
	keySteps      = 400_000 // a pair of keys
)

func (s *station) now() time.Duration { return s.machine.computer.Uptime().Duration() }

// finish ends a method: a step with all that is to be done, an error, and results.
func (s *station) finish(c *Call, err error, results ...value.Value) error {
	problem := value.Nil
	if err != nil {
		problem, results = value.String(err.Error()), nil
	}
	return c.Return(append([]value.Value{s.step(c), problem}, results...)...)
}

// step does what the station wants of modems at the computer's sides, and makes a
// table of the rest.
func (s *station) step(c *Call) value.Value {
	step := s.core.Take()
	c.Charge(s.filed)
	s.filed = 0
	var t *value.Table
	set := func(name string, v value.Value) {
		if t == nil {
			t = value.NewTable(4)
		}
		t.Add(value.String(name), v)
	}
	var remote []value.Value
	for i := range step.Actions {
		a := &step.Actions[i]
		c.Charge(deviceSteps + value.Size(a.Payload)/16)
		if !s.act(a) {
			remote = append(remote, remoteAction(a))
		}
	}
	if len(s.log) > 0 {
		set("log", value.Strings(s.log))
		s.log = s.log[:0]
	}
	if len(remote) > 0 {
		set("actions", value.List(remote...))
	}
	var events []value.Value
	for i := range step.Events {
		if v := s.eventValue(&step.Events[i]); !v.IsNil() {
			events = append(events, v)
		}
	}
	if len(events) > 0 {
		set("events", value.List(events...))
	}
	if len(s.closed) > 0 {
		closed := make([]value.Value, len(s.closed))
		for i, socket := range s.closed {
			closed[i] = value.List(value.String(socket.Sender), value.String(socket.Target))
		}
		set("closed", value.List(closed...))
		s.closed = s.closed[:0]
	}
	if s.tick > 0 {
		set("tick", seconds(s.tick))
		s.tick = 0
	}
	if s.woken {
		set("wake", value.Bool(true))
		s.woken = false
	}
	if t == nil {
		return value.Nil
	}
	return value.FromTable(t)
}

// seconds is a time until a deadline for os.startTimer, which rounds to ticks: never
// too early, and a tick at least.
func seconds(d time.Duration) value.Value {
	const tick = 50 * time.Millisecond
	return value.Number(max(1, float64((d+tick-1)/tick)) / 20)
}

var verbs = [...]string{cryptonet.Transmit: "transmit", cryptonet.Open: "open", cryptonet.Close: "close"}

// arguments are those of the modem's method.
func arguments(a *cryptonet.Action) []value.Value {
	if a.Do == cryptonet.Transmit {
		return []value.Value{value.Int(a.Channel), value.Int(a.Reply), a.Payload}
	}
	return []value.Value{value.Int(a.Channel)}
}

// act has a modem at a side do something. It tells false if the modem is not at a
// side.
func (s *station) act(a *cryptonet.Action) bool {
	side, ok := world.ParseSide(a.Modem)
	if !ok {
		return false
	}
	modem := s.machine.fakes[side]
	if modem == nil {
		modem, ok = s.machine.computer.Peripheral(side)
	}
	if ok {
		err := modem.Call(&world.PeripheralCall{
			Computer: s.machine.computer, Name: a.Modem, Method: verbs[a.Do], Args: arguments(a),
		})
		if err == nil {
			return true
		}
	}
	s.log = append(s.log, fmt.Sprintf("[CryptoNet] No modem on side %s.", a.Modem))
	return true
}

// remoteAction is what Lua must call.
func remoteAction(a *cryptonet.Action) value.Value {
	args := append([]value.Value{value.String(a.Modem), value.String(verbs[a.Do])}, arguments(a)...)
	list := value.NewTable(len(args) + 1)
	for i, arg := range args {
		list.Add(value.Int(i+1), arg)
	}
	list.Add(value.String("n"), value.Int(len(args)))
	return value.FromTable(list)
}

// eventValue is an event as a table: its name, the names of its socket, its value or
// user, and for a new socket all that there is to know of it. Of a value that is held
// there is the number. It is nil for those that the station's own calls wait for.
func (s *station) eventValue(e *cryptonet.Event) value.Value {
	if e.Kind == cryptonet.Connected || e.Kind == cryptonet.Found {
		return value.Nil
	}
	t := value.NewTable(8)
	if e.Kind == cryptonet.ConnectionOpened {
		addSocket(t, e.Socket)
	} else {
		t.Add(value.String("sender"), value.String(e.Socket.Sender))
		t.Add(value.String("target"), value.String(e.Socket.Target))
	}
	t.Add(value.String("name"), value.String(e.Kind.String()))
	if server := e.Socket.Server(); server != nil {
		t.Add(value.String("server"), value.String(server.Name))
	}
	switch {
	case e.Value.IsNil():
	case s.holds:
		s.held = append(s.held, e.Value)
		t.Add(value.String("held"), value.Int(len(s.held)))
	default:
		t.Add(value.String("value"), e.Value)
	}
	if e.HasUser {
		t.Add(value.String("user"), value.String(e.User))
	}
	t.Add(value.String("permission"), value.Number(e.Socket.Permission()))
	return value.FromTable(t)
}

func addSocket(t *value.Table, socket *cryptonet.Socket) {
	t.Add(value.String("sender"), value.String(socket.Sender))
	t.Add(value.String("target"), value.String(socket.Target))
	t.Add(value.String("key"), socket.Key.Value())
	t.Add(value.String("modem"), value.String(socket.Modem))
	t.Add(value.String("channel"), value.Int(socket.Channel))
}

// frame is a modem_message as arguments from i on: side, channel, reply channel, and the
// payload's nMessageID or the payload itself. By its number the message of the event
// that is being handled is taken as it came, which saves copying it out of Lua again. If
// that is another one, ok is false, and Lua gives the payload.
func frame(c *Call, i int) (f cryptonet.Frame, ok bool) {
	f.Modem, _ = c.Args.At(i).AsString()
	channel, _ := c.Args.At(i + 1).AsNumber()
	reply, _ := c.Args.At(i + 2).AsNumber()
	f.Channel, f.Reply, f.Payload = int(channel), int(reply), c.Args.At(i+3)
	if f.Payload.Kind() != value.KindTable {
		id := f.Payload
		args := value.Args(c.machine.event.Args)
		f.Payload = args.At(4)
		t := f.Payload.AsTable()
		if c.machine.event.Name != "modem_message" || args.At(2) != c.Args.At(i+1) || t == nil || t.Field("nMessageID") != id {
			return f, false
		}
	}
	c.Charge(sealSteps + value.Size(f.Payload))
	return f, true
}

// stationHandle is handle(side, channel, reply, message, hold): a modem_message. See
// frame; it returns false if it needs the payload. With hold the values of its events
// are kept until the next is handled; see queue.
func stationHandle(s *station, c *Call) error {
	clear(s.held)
	s.held = s.held[:0]
	f, ok := frame(c, 1)
	if !ok {
		return c.Return(value.Bool(false))
	}
	s.core.Handle(s.now(), f)
	s.holds = c.Args.At(5).Truthy()
	defer func() { s.holds = false }()
	return s.finish(c, nil)
}

// stationQueue is queue(held, event, arguments…): os.queueEvent, but for its first
// argument, which is the held value of that number unless it is nil.
func stationQueue(s *station, c *Call) error {
	name, err := c.Args.String(2)
	if err != nil {
		return err
	}
	args := slices.Clone(c.Args[2:])
	if held, ok := c.Args.At(1).AsNumber(); ok && held >= 1 && held <= float64(len(s.held)) && len(args) > 0 {
		if args[0], err = s.copier.Copy(s.held[int(held)-1]); err != nil {
			return err
		}
		c.Charge(entrySteps * s.copier.Cost())
	}
	c.Computer().Queue(name, value.FreezeAll(args)...)
	return nil
}

// entrySteps is what an entry of a table is charged that is copied.
const entrySteps = 25

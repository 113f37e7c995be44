package host

import (
	"errors"
	"maps"
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/value"
	"ccnet/world"
)

// How calls fail.
var (
	ErrTimeout = cnet.ErrTimeout
	ErrClosed  = cnet.ErrClosed
)

// Program returns a program for a computer that runs main each time when it is
// switched on.
func Program(main func(h *Host) error) world.Program { return &program{main: main} }

type program struct {
	main func(*Host) error
	host *Host
}

// Start begins main.
func (p *program) Start(c *world.Computer) (world.Status, error) {
	h := &Host{
		computer: c,
		conns:    make(map[*cryptonet.Socket]end),
		servers:  make(map[*cryptonet.Server]func(cryptonet.Event)),
		watchers: make(map[*cryptonet.Server]func(cryptonet.Event)),
		dials:    make(map[*cryptonet.Dial]*signal),
		searches: make(map[*cryptonet.Search]*signal),
		timerAt:  never, stationDue: never,
	}
	h.station = cryptonet.NewStation(cryptonet.Config{
		Random:       cryptonet.Seeded(c.Seed()),
		Files:        files{c},
		ResolveModem: h.resolveModem,
		Log:          func(line string) { h.Log(line) },
	})
	p.host = h
	h.Go(func() error { return p.main(h) })
	return h.pump()
}

// Handle takes an event.
func (p *program) Handle(ev world.Event) (world.Status, error) {
	h := p.host
	switch ev.Name {
	case "modem_message":
		args := value.Args(ev.Args)
		side, errSide := args.String(1)
		channel, errChannel := args.Int(2)
		reply, errReply := args.Int(3)
		if errors.Join(errSide, errChannel, errReply) == nil {
			h.station.Handle(h.Now(), cryptonet.Frame{Modem: side, Channel: channel, Reply: reply, Payload: args.At(4)})
		}
	case "timer":
		if id, _ := value.Args(ev.Args).Int(1); id == h.timer {
			h.timerAt = never
			h.ring()
		}
	}
	return h.pump()
}

// Close ends everything that waits.
func (p *program) Close() {
	if h := p.host; h != nil {
		p.host = nil
		h.closed = true
		for _, t := range h.tasks {
			t.stop()
		}
	}
}

// Host is CryptoNet, cNet and CNet on a computer, for Go. Its methods are called
// by the program's functions and handlers alone.
type Host struct {
	computer *world.Computer
	station  *cryptonet.Station
	logger   func(string)
	err      error // of a function that has failed
	closed   bool

	tasks   []*task
	ready   []*task // to go on, in this order
	current *task

	alarms     alarms
	lastAlarm  uint64
	manyAlarms int // when to look for stale ones
	timer      int
	timerAt    time.Duration // when the timer rings, or never
	stationDue time.Duration

	conns     map[*cryptonet.Socket]end
	manyConns int // when to look for closed ones
	servers   map[*cryptonet.Server]func(cryptonet.Event)
	watchers  map[*cryptonet.Server]func(cryptonet.Event)
	dials     map[*cryptonet.Dial]*signal
	searches  map[*cryptonet.Search]*signal
}

// end is what a socket's events are for.
type end interface{ event(e cryptonet.Event) }

// Computer is the computer on which this runs.
func (h *Host) Computer() *world.Computer { return h.computer }

// Station is CryptoNet on the computer, for what has no method here.
func (h *Host) Station() *cryptonet.Station { return h.station }

// Now is the world's time.
func (h *Host) Now() time.Duration { return h.computer.Now().Duration() }

// Log notes a line in the world's journal, or hands it to the logger.
func (h *Host) Log(line string) {
	if h.logger != nil {
		h.logger(line)
	} else if line != "" {
		h.computer.Report("log", line)
	}
}

// SetLogger takes the lines that would go into the journal, those of CryptoNet
// among them.
func (h *Host) SetLogger(log func(line string)) { h.logger = log }

// pump does what is to be done until all wait, and tells whether there is
// anything to wait for.
func (h *Host) pump() (world.Status, error) {
	for h.err == nil {
		step := h.station.Take()
		h.stationDue = step.Deadline
		for i := range step.Actions {
			h.act(&step.Actions[i])
		}
		for _, e := range step.Events {
			h.dispatch(e)
		}
		if len(h.ready) > 0 {
			t := h.ready[0]
			h.ready = h.ready[1:]
			h.run(t)
		} else if len(step.Actions) == 0 && len(step.Events) == 0 {
			break
		}
	}
	if len(h.ready) == 0 {
		h.ready = nil
	}
	if h.err != nil {
		return world.Ended, h.err
	}
	if len(h.tasks) == 0 && len(h.station.Servers()) == 0 {
		return world.Ended, nil
	}
	h.setTimer()
	return world.Waiting, nil
}

// dispatch hands an event to whom it concerns.
func (h *Host) dispatch(e cryptonet.Event) {
	switch {
	case e.Dial != nil:
		if s := h.dials[e.Dial]; s != nil {
			h.fire(s)
		}
	case e.Search != nil:
		if s := h.searches[e.Search]; s != nil {
			h.fire(s)
		}
	default:
		server := e.Socket.Server() // the event of a log-out has none
		if watch := h.watchers[server]; watch != nil && server != nil {
			watch(e)
		}
		if handle := h.servers[server]; handle != nil {
			handle(e)
		} else if c := h.conns[e.Socket]; c != nil {
			c.event(e)
		}
	}
}

// join has a socket's events handed to an end. Sockets that a closed server has
// taken with it are forgotten now and then.
func (h *Host) join(socket *cryptonet.Socket, e end) {
	if h.conns[socket] = e; len(h.conns) > h.manyConns {
		maps.DeleteFunc(h.conns, func(s *cryptonet.Socket, _ end) bool { return s.Closed() })
		closed := func(v *cryptonet.Server, _ func(cryptonet.Event)) bool { return v.Closed() }
		maps.DeleteFunc(h.servers, closed)
		maps.DeleteFunc(h.watchers, closed)
		h.manyConns = max(64, 2*len(h.conns))
	}
}

// Serve hosts a CryptoNet server. The function is given each of its events.
func (h *Host) Serve(o cryptonet.HostOptions, handle func(e cryptonet.Event)) (*cryptonet.Server, error) {
	server, err := h.station.Host(o)
	if err == nil {
		h.servers[server] = handle
	}
	return server, err
}

// serve hosts a server that gives each of its sockets an end of its own.
func (h *Host) serve(o cryptonet.HostOptions, join func(socket *cryptonet.Socket)) (*cryptonet.Server, error) {
	return h.Serve(o, func(e cryptonet.Event) {
		if e.Kind == cryptonet.ConnectionOpened {
			join(e.Socket)
		} else if c := h.conns[e.Socket]; c != nil {
			c.event(e)
		}
	})
}

// Watch has a function given each event of a server besides: log-ins, say, or
// plain messages, which cNet and CNet know nothing of.
func (h *Host) Watch(server *cryptonet.Server, watch func(e cryptonet.Event)) {
	h.watchers[server] = watch
}

// Connect connects to a CryptoNet server.
func (h *Host) Connect(o cryptonet.ConnectOptions) (*Conn, error) {
	socket, err := h.connect(o)
	if err != nil {
		return nil, err
	}
	c := h.newConn(socket)
	h.join(socket, c)
	return c, nil
}

// connect waits for a socket.
func (h *Host) connect(o cryptonet.ConnectOptions) (*cryptonet.Socket, error) {
	d, err := h.station.Connect(h.Now(), o)
	if err != nil {
		return nil, err
	}
	s := new(signal)
	h.dials[d] = s
	defer delete(h.dials, d)
	for !d.Done() {
		h.wait(s, never)
	}
	return d.Socket(), d.Err()
}

// Discover looks for servers.
func (h *Host) Discover(o cryptonet.SearchOptions) ([]cryptonet.Certificate, error) {
	w, err := h.station.Discover(h.Now(), o)
	if err != nil {
		return nil, err
	}
	s := new(signal)
	h.searches[w] = s
	defer delete(h.searches, w)
	for !w.Done() {
		h.wait(s, never)
	}
	return w.Certificates(), nil
}

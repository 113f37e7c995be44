// Package rttphost runs Go code on a world's computers as RTTP servers and clients, in a
// network of PeterOS: for tests, load generators, commands and gateways.
//
//	world.ComputerSpec{ID: 7, Program: rttphost.Program(rttphost.Config{
//		Serve: func(r rttp.Request, _ net.Message) rttp.Response {
//			return rttp.Text(rttp.Okay, "hello "+r.Path)
//		},
//	})}
//
// Nothing waits: what a call brings is told to a function, later. The functions are
// called one at a time, in the turn of their computer.
package rttphost

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
	"ccnet/world"
)

// Config is what a program is made with.
type Config struct {
	// Address is the computer's address. The zero Address asks a DHCP server for one.
	Address net.Address
	// DNS is who knows names, for a computer with an Address of its own.
	DNS      net.Address
	Hostname string // what the computer asks to be called
	Encrypt  bool   // sends a key, and then to whom it has a key of in cipher
	// Side is where the modem is; empty: the first wireless one, else the first.
	Side string

	// Start is called when the computer has its address, or with net.ErrSetup when it
	// could get none.
	Start func(h *Host, err error)
	// Serve answers requests. Nil: nobody answers.
	Serve func(r rttp.Request, m net.Message) rttp.Response
	// Arrived is called with messages that are neither requests that Serve answers nor
	// replies.
	Arrived func(h *Host, m net.Message)
	// Wire is told of all that is sent and heard, as a Describe of rttp would show it.
	Wire func(sent bool, payload value.Value)
}

// Program returns a program for a computer that is in a network of PeterOS.
func Program(cfg Config) world.Program { return &program{cfg: cfg} }

type program struct {
	cfg  Config
	host *Host
}

// Host is a computer's end of the network. Its methods are called by the program's
// functions alone.
type Host struct {
	cfg      Config
	computer *world.Computer
	node     *net.Node
	modem    *world.Modem
	side     world.Side
	calls    map[net.Token]func(net.Message, error)
	timer    int
	timerAt  int64 // when the timer rings, or 0
	ended    bool
}

var errNoModem = errors.New("No Modem Attached") //nolint:staticcheck // the network's words

// Start implements world.Program.
func (p *program) Start(c *world.Computer) (world.Status, error) {
	h := &Host{cfg: p.cfg, computer: c, calls: make(map[net.Token]func(net.Message, error))}
	p.host = h
	if !h.findModem() {
		return world.Ended, errNoModem
	}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], c.Seed())
	random := rand.NewChaCha8(seed) // the seed itself must not be told
	cfg := net.Config{
		Hardware: fmt.Sprintf("%016x", random.Uint64()),
		Hostname: p.cfg.Hostname,
		FirstID:  float64(c.EpochUTC() + int64(c.ID())<<20),
	}
	if p.cfg.Encrypt {
		_, _ = random.Read(seed[:]) // never fails
		cfg.Keys, cfg.Random = ecc.NewKeyPair(seed[:]), random
	}
	h.node = net.NewNode(cfg)
	var err error
	net.EachStandardPort(func(_ string, port int) { err = errors.Join(err, h.modem.Open(port)) })
	if err != nil {
		return world.Ended, err
	}
	if p.cfg.Address == (net.Address{}) {
		h.node.Join(h.now())
	} else {
		h.node.SetAddress(p.cfg.Address)
		h.node.SetAddresses(net.AddressTable{DNS: p.cfg.DNS})
		h.start(nil)
	}
	return h.pump(nil)
}

// sides are where a computer looks for a modem, in the game's order.
var sides = []world.Side{world.Bottom, world.Top, world.Back, world.Front, world.Right, world.Left}

func (h *Host) findModem() bool {
	for _, wireless := range []bool{true, false} {
		for _, side := range sides {
			p, _ := h.computer.Peripheral(side)
			m, ok := p.(*world.Modem)
			if ok && (h.cfg.Side == "" && wired(m) != wireless || h.cfg.Side == side.String()) {
				h.modem, h.side = m, side
				return true
			}
		}
	}
	return false
}

func wired(m *world.Modem) bool { return slices.Contains(m.Types(), "peripheral_hub") }

// Handle implements world.Program.
func (p *program) Handle(ev world.Event) (world.Status, error) {
	h := p.host
	args := value.Args(ev.Args)
	var events []net.Event
	switch ev.Name {
	case "modem_message":
		channel, err := args.Int(2)
		if side, _ := args.At(1).AsString(); err != nil || side != h.side.String() && side != loopback {
			break
		}
		if h.cfg.Wire != nil {
			h.cfg.Wire(false, args.At(4))
		}
		events = h.node.Receive(h.now(), channel, args.At(4))
	case "timer":
		if id, err := args.Int(1); err != nil || id != h.timer {
			break
		}
		h.timerAt = 0
		events = h.node.Wake(h.now())
	}
	return h.pump(events)
}

const loopback = "loopback"

// Close implements world.Program.
func (p *program) Close() { p.host = nil }

func (h *Host) now() net.Time {
	return net.Time{UTC: h.computer.EpochUTC(), Game: h.computer.EpochIngame()}
}

func (h *Host) start(err error) {
	if h.cfg.Start != nil {
		h.cfg.Start(h, err)
	}
}

// pump tells the program's functions what has happened, and sends what is to be sent.
func (h *Host) pump(events []net.Event) (world.Status, error) {
	for _, e := range events {
		h.tell(e)
	}
	for _, f := range h.node.Take() {
		payload := f.Message.Value()
		if h.cfg.Wire != nil {
			h.cfg.Wire(true, payload)
		}
		port := f.Message.Port
		if f.Loopback {
			h.computer.Queue("modem_message", value.String(loopback), value.Int(port), value.Int(port), payload, value.Int(0))
			continue
		}
		if err := errors.Join(h.modem.Open(port), h.modem.Transmit(h.computer, h.side.String(), port, port, payload)); err != nil {
			return world.Ended, fmt.Errorf("send on port %d: %w", port, err)
		}
	}
	if h.ended {
		return world.Ended, nil
	}
	h.arm()
	return world.Waiting, nil
}

func (h *Host) tell(e net.Event) {
	switch e.Kind {
	case net.Joined:
		h.start(nil)
	case net.NotJoined:
		h.start(e.Err)
	case net.Replied, net.Failed:
		then := h.calls[e.Token]
		delete(h.calls, e.Token)
		if then != nil {
			then(e.Message, e.Err)
		}
	case net.Arrived:
		if r, ok := rttp.ParseRequest(e.Message); ok && h.cfg.Serve != nil {
			response := h.cfg.Serve(r, e.Message)
			h.node.Reply(h.now(), net.PortRTTP, e.Message, response.ReplyHeader(e.Message), response.Body)
		} else if h.cfg.Arrived != nil {
			h.cfg.Arrived(h, e.Message)
		}
	}
}

// arm sets the timer for what is due next.
func (h *Host) arm() {
	at, ok := h.node.Deadline()
	if !ok || h.timerAt != 0 && h.timerAt <= at {
		return
	}
	if h.timerAt != 0 {
		h.computer.CancelTimer(h.timer)
	}
	const tick = 1000 / world.TicksPerSecond
	h.timer = h.computer.StartTimer((max(at-h.computer.EpochUTC(), 0) + tick - 1) / tick)
	h.timerAt = at
}

// Computer is the computer on which this runs.
func (h *Host) Computer() *world.Computer { return h.computer }

// Address is the computer's address.
func (h *Host) Address() net.Address { return h.node.Address() }

// Call sends a message that wants a reply, and tells then what becomes of it:
// net.ErrSend, net.ErrTimeout, or the reply. Nil is told nothing.
func (h *Host) Call(c net.Call, then func(net.Message, error)) {
	h.calls[h.node.Call(h.now(), c)] = then
}

// Do sends a request to a name or an address, and tells then what becomes of it. Timeout
// is in milliseconds, as in net.Call.
func (h *Host) Do(dest string, r rttp.Request, timeout int64, then func(rttp.Response, error)) {
	h.Call(r.Call(dest, timeout), func(m net.Message, err error) {
		if err != nil {
			then(rttp.Response{}, err)
			return
		}
		response, _ := rttp.ParseResponse(m)
		then(response, nil)
	})
}

// Reply answers a message that Arrived was told of.
func (h *Host) Reply(m net.Message, header *value.Table, body value.Value) {
	h.node.Reply(h.now(), m.Port, m, header, body)
}

// End switches the computer off.
func (h *Host) End() { h.ended = true }

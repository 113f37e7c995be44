package cryptonet

import (
	"io"
	"math"
	"slices"
	"time"

	"ccnet/value"
)

// Config is what a Station needs from its computer.
type Config struct {
	// Random draws keys and the numbers of messages; see Seeded. It must not fail.
	Random io.Reader
	// NoRepeat leaves out the second transmission for repeaters.
	NoRepeat bool
	// Log takes the lines that the original prints, with its prefix. Nil drops them.
	Log func(line string)
	// Files are the computer's files. Without any, certificates, keys and users
	// come in the options and nothing is kept.
	Files Files
	// ResolveModem finds the modem that a program asks for, where "" asks for any.
	// Its errors are handed on as they are. Nil takes every name as it is.
	ResolveModem func(asked string) (string, error)
	// IsOpen tells whether a channel is open on a modem, also when somebody else
	// has opened it. Nil knows what the Station has opened.
	IsOpen func(modem string, channel int) bool
	Limits Limits
}

// Files are the files of a computer. Paths are as the game has them.
type Files interface {
	Exists(path string) bool
	IsDir(path string) bool
	Read(path string) (string, error)
	// Write replaces a file, as a whole or not at all.
	Write(path, text string) error
}

// Frame is a message that a modem has heard.
type Frame struct {
	Modem          string // the name of the modem, of which nothing depends
	Channel, Reply int
	Payload        value.Value
}

// Verb tells what a modem must do.
type Verb uint8

const (
	Transmit Verb = iota
	Open
	Close
)

// Action is something that a modem must do.
type Action struct {
	Do      Verb
	Modem   string
	Channel int
	Reply   int         // of Transmit
	Payload value.Value // of Transmit; shared between actions
}

// Never is the deadline of a Station that waits for nothing.
const Never = time.Duration(math.MaxInt64)

// Step is what is to be done after a call.
type Step struct {
	Actions  []Action // in their order
	Events   []Event
	Deadline time.Duration // when Tick must be called, if nothing was before; or Never
}

// Station is CryptoNet on one computer: its servers, its client sockets, and what
// it waits for. It knows neither clock nor modem: it is told what comes and when,
// and Take tells what to do about it. A Station serves one goroutine.
type Station struct {
	random     io.Reader
	repeat     bool
	logging    bool
	logLine    func(string)
	files      Files
	workingDir string
	resolve    func(string) (string, error)
	isOpen     func(string, int) bool
	limits     Limits

	servers  []*Server
	clients  []*Socket
	byKey    map[string]*Socket // clients by their sender
	dials    []*Dial
	searches []*Search
	lastID   uint64
	recent   recent
	opened   map[tuned]bool
	out      Step
	spare    Step
}

// tuned is a channel of a modem.
type tuned struct {
	modem   string
	channel int
}

// NewStation returns a Station without servers and sockets.
func NewStation(c Config) *Station {
	s := &Station{
		random: c.Random, repeat: !c.NoRepeat,
		logging: true, logLine: c.Log,
		files: c.Files, resolve: c.ResolveModem, isOpen: c.IsOpen,
		limits: c.Limits.withDefaults(),
		byKey:  make(map[string]*Socket),
		opened: make(map[tuned]bool),
	}
	s.recent.limit = s.limits.Remembered
	if s.isOpen == nil {
		s.isOpen = func(modem string, channel int) bool { return s.opened[tuned{modem, channel}] }
	}
	return s
}

// Repeats tells whether messages are sent for repeaters, too.
func (s *Station) Repeats() bool { return s.repeat }

// SetRepeats changes that.
func (s *Station) SetRepeats(on bool) { s.repeat = on }

// Logging tells whether lines are logged.
func (s *Station) Logging() bool { return s.logging }

// SetLogging changes that.
func (s *Station) SetLogging(on bool) { s.logging = on }

// WorkingDirectory is where files are looked for; empty is the root.
func (s *Station) WorkingDirectory() string { return s.workingDir }

// SetWorkingDirectory changes that.
func (s *Station) SetWorkingDirectory(dir string) { s.workingDir = dir }

// Servers are the servers, in the order in which they were hosted.
func (s *Station) Servers() []*Server { return slices.Clone(s.servers) }

// ClientSockets are the sockets to servers elsewhere, in the order of connection.
func (s *Station) ClientSockets() []*Socket { return slices.Clone(s.clients) }

func (s *Station) log(line string) {
	if s.logging && s.logLine != nil {
		s.logLine("[CryptoNet] " + line)
	}
}

// Take returns what is to be done since the last Take, in that order. The Step is
// good until the next Take.
func (s *Station) Take() Step {
	out := s.out
	out.Deadline = s.deadline()
	clear(s.spare.Actions)
	clear(s.spare.Events)
	s.out = Step{Actions: s.spare.Actions[:0], Events: s.spare.Events[:0]}
	s.spare = out
	return out
}

func (s *Station) deadline() time.Duration {
	next := Never
	for _, d := range s.dials {
		next = min(next, d.deadline())
	}
	for _, w := range s.searches {
		next = min(next, w.until)
	}
	for _, v := range s.servers {
		next = min(next, v.sweepAt)
	}
	return next
}

func (s *Station) raise(e Event) { s.out.Events = append(s.out.Events, e) }

func (s *Station) open(modem string, channel int) {
	s.opened[tuned{modem, channel}] = true
	s.out.Actions = append(s.out.Actions, Action{Do: Open, Modem: modem, Channel: channel})
}

func (s *Station) close(modem string, channel int) {
	delete(s.opened, tuned{modem, channel})
	s.out.Actions = append(s.out.Actions, Action{Do: Close, Modem: modem, Channel: channel})
}

// transmit sends a message, and once more for repeaters.
func (s *Station) transmit(modem string, channel int, e Envelope) {
	e.ID, e.Recipient = messageID(s.random), float64(channel)
	a := Action{Modem: modem, Channel: channel, Reply: channel, Payload: e.Value()}
	s.out.Actions = append(s.out.Actions, a)
	if s.repeat {
		a.Channel = RepeatChannel
		s.out.Actions = append(s.out.Actions, a)
	}
}

// Handle takes a message that a modem has heard. Messages of other protocols are
// none of its business, and do no harm.
func (s *Station) Handle(now time.Duration, f Frame) {
	e, ok := EnvelopeFrom(f.Payload)
	if !ok || !s.concerned(&e) {
		return
	}
	// Numbers are drawn at random, and now and then two messages have the same.
	// Sealed ones can be told apart by what they hold.
	again := s.recent.met(now, e.ID)
	if again && e.Type != SealedMessage {
		return
	}
	for _, d := range slices.Clone(s.dials) {
		d.receive(now, f.Channel, &e)
	}
	for _, w := range slices.Clone(s.searches) {
		w.receive(now, f.Channel, &e)
	}
	for _, v := range s.servers {
		if v.receive(now, f.Channel, &e, again) {
			return
		}
	}
	if c := s.byKey[e.Target]; c != nil && c.Channel == f.Channel && c.Target == e.Sender {
		c.receive(now, &e, again)
	}
}

// concerned tells whether a message may be for anybody here: the channel is full of
// others' messages, whose numbers need not be remembered.
func (s *Station) concerned(e *Envelope) bool {
	if len(s.dials) > 0 || len(s.searches) > 0 || s.byKey[e.Target] != nil {
		return true
	}
	for _, v := range s.servers {
		if v.Name == e.Target || e.Type == DiscoveryRequest {
			return true
		}
	}
	return false
}

// Tick does what is due at now.
func (s *Station) Tick(now time.Duration) {
	s.recent.forget(now)
	for _, d := range slices.Clone(s.dials) {
		d.tick(now)
	}
	for _, w := range slices.Clone(s.searches) {
		w.tick(now)
	}
	for _, v := range slices.Clone(s.servers) {
		v.sweep(now)
	}
}

// ChannelInUse tells whether a server or client socket uses a channel of a modem.
func (s *Station) ChannelInUse(channel int, modem string) bool {
	return slices.ContainsFunc(s.clients, func(c *Socket) bool { return c.Channel == channel && c.Modem == modem }) ||
		slices.ContainsFunc(s.servers, func(v *Server) bool { return v.Channel == channel && v.Modem == modem })
}

// needed tells whether anything here listens on a channel.
func (s *Station) needed(channel int, modem string) bool {
	if s.ChannelInUse(channel, modem) {
		return true
	}
	if channel == DiscoveryChannel {
		for _, v := range s.servers {
			if v.Discoverable && v.Modem == modem {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.dials, func(d *Dial) bool { return d.channel == channel && d.modem == modem }) ||
		slices.ContainsFunc(s.searches, func(w *Search) bool { return w.channel == channel && w.modem == modem })
}

// findModem is the modem that a program asks for.
func (s *Station) findModem(asked string) (string, error) {
	if s.resolve != nil {
		found, err := s.resolve(asked)
		if err != nil {
			return "", err
		}
		asked = found
	}
	s.log("Using modem " + asked + ".")
	return asked, nil
}

// CloseAll closes all client sockets and servers, the last first.
func (s *Station) CloseAll() {
	for i := len(s.clients) - 1; i >= 0; i-- {
		s.clients[i].Close()
	}
	for i := len(s.servers) - 1; i >= 0; i-- {
		s.servers[i].Close()
	}
	s.log("Closed all sockets and servers.")
}

// timeout is d, def if d is 0, and nothing if d is negative.
func timeout(d, def time.Duration) time.Duration {
	if d == 0 {
		return def
	}
	return max(d, 0)
}

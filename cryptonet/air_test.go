package cryptonet

import (
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// air joins Stations: what one transmits, all others hear who have the channel
// open, unless a fault says otherwise.
type air struct {
	t        tester
	now      time.Duration
	nodes    []*node
	underWay []delivery
	fault    func(from, to *node, a Action) []time.Duration // delays of the copies that arrive
	onEvent  func(n *node, e Event)
}

type delivery struct {
	at    time.Duration
	to    *node
	frame Frame
}

// node is one computer.
type node struct {
	*Station
	air    *air
	name   string
	open   map[int]bool
	files  memoryFiles
	lines  []string
	events []Event
	sent   []Envelope // once each, without the repetitions
}

// tester is a test, a benchmark or a property's run.
type tester interface {
	require.TestingT
	Helper()
}

func newAir(t tester) *air { return &air{t: t} }

func (a *air) add(name string, c Config) *node {
	n := &node{air: a, name: name, open: make(map[int]bool), files: memoryFiles{}}
	if c.Random == nil {
		c.Random = Seeded(uint64(len(a.nodes)) + 1)
	}
	if c.Files == nil {
		c.Files = n.files
	}
	c.Log = func(line string) { n.lines = append(n.lines, line) }
	if c.ResolveModem == nil {
		c.ResolveModem = func(asked string) (string, error) {
			if asked == "" {
				asked = "top"
			}
			return asked, nil
		}
	}
	n.Station = NewStation(c)
	a.nodes = append(a.nodes, n)
	return n
}

// apply does what the Station wants done.
func (n *node) apply() time.Duration {
	for {
		step := n.Take()
		for _, action := range step.Actions {
			switch action.Do {
			case Open:
				n.open[action.Channel] = true
			case Close:
				delete(n.open, action.Channel)
			case Transmit:
				if action.Channel != RepeatChannel {
					e, ok := EnvelopeFrom(action.Payload)
					require.True(n.air.t, ok)
					n.sent = append(n.sent, e)
				}
				n.air.transmit(n, action)
			}
		}
		for _, e := range step.Events {
			n.events = append(n.events, e)
			if n.air.onEvent != nil {
				n.air.onEvent(n, e)
			}
		}
		if len(step.Actions) == 0 && len(step.Events) == 0 {
			return step.Deadline
		}
	}
}

func (a *air) transmit(from *node, action Action) {
	for _, to := range a.nodes {
		if to == from || !to.open[action.Channel] {
			continue
		}
		delays := []time.Duration{0}
		if a.fault != nil {
			delays = a.fault(from, to, action)
		}
		for _, d := range delays {
			a.underWay = append(a.underWay, delivery{a.now + d, to, Frame{"top", action.Channel, action.Reply, action.Payload}})
		}
	}
}

// run lets everything happen until the time, or until nothing more does.
func (a *air) run(until time.Duration) {
	for {
		next := Never
		for _, n := range a.nodes {
			next = min(next, n.apply())
		}
		for _, d := range a.underWay {
			next = min(next, d.at)
		}
		if next > until {
			if until != Never {
				a.now = until
			}
			return
		}
		a.now = max(a.now, next)
		i := slices.IndexFunc(a.underWay, func(d delivery) bool { return d.at <= a.now })
		if i >= 0 {
			d := a.underWay[i]
			a.underWay = slices.Delete(a.underWay, i, i+1)
			d.to.Handle(a.now, d.frame)
			continue
		}
		for _, n := range a.nodes {
			n.Tick(a.now)
		}
	}
}

func (a *air) runFor(d time.Duration) { a.run(a.now + d) }

// connect connects and fails the test if that fails.
func (n *node) connect(o ConnectOptions) *Socket {
	n.air.t.Helper()
	d, err := n.Connect(n.air.now, o)
	require.NoError(n.air.t, err)
	n.air.runFor(10 * time.Second)
	require.True(n.air.t, d.Done())
	require.NoError(n.air.t, d.Err())
	return d.Socket()
}

// names are the names of the events so far, which are then forgotten.
func (n *node) names() []string {
	var names []string
	for _, e := range n.events {
		if e.Kind < Connected {
			names = append(names, e.Kind.String())
		}
	}
	n.events = nil
	return names
}

// types are the kinds of the messages sent so far, which are then forgotten.
func (n *node) types() []MessageType {
	var types []MessageType
	for _, e := range n.sent {
		types = append(types, e.Type)
	}
	n.sent = nil
	return types
}

func (n *node) log() []string {
	lines := n.lines
	n.lines = nil
	return lines
}

// memoryFiles are files in memory; the text "<dir>" is a directory.
type memoryFiles map[string]string

func (f memoryFiles) Exists(path string) bool { _, ok := f[path]; return ok }
func (f memoryFiles) IsDir(path string) bool  { return f[path] == "<dir>" }
func (f memoryFiles) Read(path string) (string, error) {
	text, ok := f[path]
	if !ok {
		return "", fmt.Errorf("%s: no such file", path)
	}
	return text, nil
}

func (f memoryFiles) Write(path, text string) error {
	f[path] = text
	return nil
}

// demo hosts the server of the recording.
func (n *node) demo(o HostOptions) *Server {
	n.air.t.Helper()
	n.files["DemoServer.crt"], n.files["DemoServer_private.key"] = demoCertificateFile, demoPrivateFile
	o.Name = "DemoServer"
	v, err := n.Host(o)
	require.NoError(n.air.t, err)
	n.apply()
	return v
}

func text(s string) value.Value { return value.String(s) }

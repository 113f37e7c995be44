package gateway

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/value"
	"ccnet/world"
)

// chat joins the users outside, who speak CP, with those in the world. The hub is
// outside: it runs on the time of the machine. What of it the world hears of comes in as
// an event.
//
// One goroutine, run, does everything with the hub on behalf of the world, one report
// after another, so that both sides see the same order.
type chat struct {
	g   *Gateway
	hub *cp.Hub

	users   map[int]*member    // by their number in the room
	rooms   map[string]*member // that computers host
	own     map[string]bool    // names of those
	outside map[string]bool    // names that the room has been told of
	conns   map[connKey]*conn
	held    map[reader]bool    // have something to read that the world is to get later
	crowd   map[conns.Peer]int // what each has brought in lately
	waited  int                // what waited when that was counted last
	stale   bool               // the room has not been told of everybody who came or left
	missed  bool               // nor of all that was said
	anew    bool               // the room may take somebody to be here who is not

	mu      sync.Mutex // may be locked while the hub is, not the other way round
	reports []report
	told    conns.Shares[int] // bytes of the reports, by computer and 1
	events  []cp.Event
	heard   int             // bytes of the events
	ready   map[reader]bool // have something to read
	wake    chan struct{}   // holds one value while there is something to do
	lost    bool            // too many reports or events came
	unseen  bool            // the resident's queue had no room for who comes or goes
	unheard bool            // nor for what is said
}

// member is somebody in the world, as the hub knows them.
type member struct {
	*cp.Member
	computer int    // where it is
	name     string // in the hub
	user     int    // in the room
	room     string // or the room that it is
	isRoom   bool
}

// reader is something of the hub that may have output for the world.
type reader interface{ read(*chat) }

const (
	maxReports  = 16 << 20     // bytes of what is told by the world and is not handled yet
	maxEvents   = 16 << 20     // bytes of what has happened in the hub and the world is not told yet
	overhead    = 256          // bytes of each of these beside texts
	maxCrowd    = 128          // of what waits to come into the world; its queues take twice as much
	mostOfCrowd = maxCrowd / 4 // of these, brought in by those of one address
	nameRetries = 1000

	// crowdTime is how long the chat waits before it looks whether the world has
	// taken what was waiting.
	crowdTime = 50 * time.Millisecond
)

func newChat(g *Gateway) *chat {
	c := &chat{
		g:     g,
		users: make(map[int]*member), rooms: make(map[string]*member),
		own: make(map[string]bool), outside: make(map[string]bool), conns: make(map[connKey]*conn),
		ready: make(map[reader]bool), held: make(map[reader]bool), crowd: make(map[conns.Peer]int),
		wake: make(chan struct{}, 1),
	}
	c.hub = cp.NewHub(cp.Config{Secret: g.config.Token, Observe: c.observe, Admit: c.admit})
	return c
}

func (c *chat) ring() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run does what there is to do until ctx is done, and then has everybody leave.
func (c *chat) run(ctx context.Context) {
	select {
	case <-c.g.up:
	case <-ctx.Done():
		return
	}
	for {
		var again <-chan time.Time
		if len(c.held) > 0 || c.stale || c.missed || c.anew {
			again = time.After(crowdTime)
		}
		select {
		case <-c.wake:
		case <-again:
			c.catchUp()
		case <-ctx.Done():
			for _, m := range c.users {
				m.Leave()
			}
			for _, m := range c.rooms {
				m.Leave()
			}
			for _, conn := range c.conns {
				conn.Close()
			}
			return
		}
		for ctx.Err() == nil && c.step() {
		}
	}
}

// step does one thing, and what follows from it in the hub. It is false if there was
// nothing to do.
func (c *chat) step() bool {
	c.hear()
	c.mu.Lock()
	var ready []reader
	for r := range c.ready { // in whichever order: they know nothing of each other
		ready = append(ready, r)
	}
	clear(c.ready)
	var next report
	waits := len(c.reports) > 0
	if waits {
		next = c.reports[0]
		c.reports[0] = report{}
		c.reports = c.reports[1:]
		c.told.Give(next.Computer+1, next.size())
	} else {
		c.reports = nil
	}
	lost := c.lost
	c.anew, c.missed = c.anew || c.unseen, c.missed || c.unheard
	c.lost, c.unseen, c.unheard = false, false, false
	c.mu.Unlock()
	if lost {
		c.stale, c.missed = true, true
		c.g.log("more is said than the chat can take; some of it is lost")
	}
	for _, r := range ready {
		r.read(c)
	}
	if waits {
		c.handle(next)
		c.hear()
	}
	return waits || len(ready) > 0
}

// crowded tells whether so much waits to come into the world that nothing should be
// added which can wait or be left out: those outside are faster than a busy world.
func (c *chat) crowded() bool { return c.g.waitingInside() >= maxCrowd }

// crowdedBy is crowded for what those of a peer bring in, who may not have all the room
// there is. What the world has taken does not count any more.
func (c *chat) crowdedBy(p conns.Peer) bool {
	waiting := c.g.waitingInside()
	if waiting == 0 || waiting < c.waited {
		clear(c.crowd)
	}
	c.waited = waiting
	if waiting >= maxCrowd || c.crowd[p] >= mostOfCrowd {
		return true
	}
	c.crowd[p]++
	return false
}

// catchUp tells the world what it was spared while it was crowded: private messages,
// and who is there.
func (c *chat) catchUp() {
	if c.crowded() {
		return
	}
	c.mu.Lock()
	maps.Copy(c.ready, c.held)
	c.mu.Unlock()
	clear(c.held)
	c.ring()
	if c.missed {
		c.missed = false
		c.sayAll("* Not all that was said outside is here")
	}
	if c.anew {
		c.anew, c.stale = false, true
		clear(c.outside)
		c.g.do(world.QueueEvent{Name: eventUser}) // nobody is here
	}
	if !c.stale {
		return
	}
	c.stale = false
	here := make(map[string]bool)
	for _, name := range c.hub.Users() {
		here[name] = !c.own[name]
	}
	for _, name := range slices.Sorted(maps.Keys(c.outside)) {
		if !here[name] {
			c.tellPresence(name, false)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(here)) {
		if here[name] && !c.outside[name] {
			c.tellPresence(name, true)
		}
	}
}

// tellPresence is present, unless the world is crowded.
func (c *chat) tellPresence(name string, here bool) {
	if c.crowded() {
		c.stale = true
		return
	}
	c.present(name, here)
}

// hear tells the world what has happened in the hub. A crowded world hears nothing of
// what is said to all, and later who is there; and nobody may crowd it alone.
func (c *chat) hear() {
	c.mu.Lock()
	events := c.events
	c.events, c.heard = nil, 0
	c.mu.Unlock()
	for _, e := range events {
		if c.crowdedBy(e.Peer) {
			c.stale = true
			c.missed = c.missed || e.Kind == cp.Sent && e.Message.To == "" && !c.own[e.User]
			continue
		}
		switch {
		case e.Kind == cp.Joined && !c.own[e.User] && !c.outside[e.User]:
			c.present(e.User, true)
			c.sayAll("* " + e.User + " has joined the chat")
		case e.Kind == cp.Renamed && c.outside[e.Was]:
			c.present(e.Was, false)
			c.present(e.User, true)
			c.sayAll("* " + e.Was + " is now known as " + e.User)
		case e.Kind == cp.Left && c.outside[e.User]:
			c.present(e.User, false)
			c.sayAll("* " + e.User + " has left the chat")
		case e.Kind == cp.Sent && e.Message.To == "" && !c.own[e.User]:
			c.sayAll("<" + e.User + "> " + glyphLine(e.Message.Text))
		}
	}
}

// present tells the room that somebody outside is there, or no longer.
func (c *chat) present(name string, here bool) {
	if here {
		c.outside[name] = true
	} else {
		delete(c.outside, name)
	}
	c.g.do(world.QueueEvent{Name: eventUser, Args: []value.Value{value.String(name), value.Bool(here)}})
}

// sayAll shows a line to everybody in the world.
func (c *chat) sayAll(line string) { c.say(value.Nil, line) }

// say shows a line to a user of the room, by number, or says it in a room that a
// computer hosts, by name.
func (c *chat) say(to value.Value, line string) {
	c.g.do(world.QueueEvent{Name: eventSay, Args: []value.Value{to, value.String(line)}})
}

// handle does what a report asks for.
func (c *chat) handle(what report) {
	switch what.Kind {
	case reportJoined:
		if old := c.users[what.User]; old != nil { // it was lost that they have left
			delete(c.users, what.User)
			c.leave(old)
		}
		m := &member{computer: what.Computer, user: what.User}
		if c.on(m.computer) < mostHere && c.join(m, what.Name) {
			c.users[what.User] = m
			if m.name != what.Name {
				c.say(value.Int(m.user), "* You are "+m.name+" to those outside")
			}
		} else {
			c.say(value.Int(what.User), "* Those outside do not hear you: there is no room")
		}
	case reportRenamed:
		if m := c.users[what.User]; m != nil && c.rename(m, what.Name) && m.name != what.Name {
			c.say(value.Int(m.user), "* You are "+m.name+" to those outside")
		}
	case reportLeft:
		if m := c.users[what.User]; m != nil {
			delete(c.users, what.User)
			c.leave(m)
		}
	case reportSaid, reportTold:
		c.send(what)
	case reportRoom:
		c.inRoom(what)
	case reportCPOpen, reportCPData, reportCPClose:
		c.inCP(what)
	}
}

// on is how many users there are on a computer, with those of whom it was lost that they
// have left.
func (c *chat) on(computer int) (n int) {
	for _, m := range c.users {
		if m.computer == computer {
			n++
		}
	}
	return n
}

// send sends what somebody in the room says.
func (c *chat) send(what report) {
	m := c.users[what.User]
	if m == nil {
		return
	}
	said := unicodeOf(what.Text)
	err := error(nil)
	if what.Kind == reportTold {
		err = m.Tell(what.Name, said)
	} else {
		err = m.Broadcast(said)
	}
	if err != nil {
		c.say(value.Int(m.user), "* Not sent to those outside: "+glyphLine(err.Error()))
	}
}

// inRoom handles what happens in a room that a computer hosts.
func (c *chat) inRoom(what report) {
	m := c.rooms[what.Name]
	switch {
	case what.Said && m != nil:
		if err := m.Broadcast(unicodeOf(what.Text)); err != nil {
			c.g.log("a line of the room %s was not sent: %v", what.Name, err)
		}
	case what.Said:
	case what.Text == "joined" && m == nil:
		m = &member{computer: what.Computer, room: what.Name, isRoom: true}
		if c.join(m, what.Name) {
			c.rooms[what.Name] = m
			c.g.log("the chat room %s is %s outside", what.Name, m.name)
		}
	case what.Text == "left" && m != nil:
		delete(c.rooms, what.Name)
		c.leave(m)
	}
}

// join takes somebody of the world into the hub, under a name like theirs.
func (c *chat) join(m *member, name string) bool {
	for _, candidate := range candidates(name) {
		joined, err := c.hub.JoinFrom(peerOf(m.computer), candidate, c.notify(m))
		if err == nil {
			m.Member, m.name = joined, candidate
			c.own[candidate] = true
			c.hear()
			return true
		}
		if !taken(err) {
			return false
		}
	}
	return false
}

func (c *chat) rename(m *member, name string) bool {
	for _, candidate := range candidates(name) {
		if candidate == m.name {
			return true
		}
		err := m.Rename(candidate)
		if err == nil {
			delete(c.own, m.name)
			m.name = candidate
			c.own[candidate] = true
			c.hear()
			return true
		}
		if !taken(err) {
			return false
		}
	}
	return false
}

func (c *chat) leave(m *member) {
	m.Leave()
	c.hear()
	delete(c.own, m.name)
}

// taken tells whether a name was refused because somebody else has it.
func taken(err error) bool {
	var status *cp.StatusError
	return errors.As(err, &status) && status.Status == cp.BadRequest
}

// candidates are names that the hub allows, like the given one.
func candidates(name string) []string {
	base := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, name)
	base = cut(base, 58)
	var list []string
	if len(base) >= 2 {
		list = append(list, base)
	} else {
		base = "user" + base
	}
	for n := 2; n < nameRetries; n++ {
		list = append(list, base+strconv.Itoa(n))
	}
	return list
}

// read hands private messages over; what is for all, the world has heard already.
func (m *member) read(c *chat) {
	for m.Member != nil {
		if c.crowded() {
			c.held[m] = true
			return
		}
		message, ok := m.Poll()
		switch {
		case !ok:
			return
		case message.To == "":
		case m.isRoom:
			c.say(value.String(m.room), "<"+message.From+"> "+glyphLine(message.Text))
		default:
			c.say(value.Int(m.user), whispered(message.From, message.To, glyphLine(message.Text)))
		}
	}
}

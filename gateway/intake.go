package gateway

import (
	"strings"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/world"
)

// What follows is called with the hub locked, or while a round of the world is under way,
// and takes down what the chat's goroutine is to see to. It never waits.

// admit tells whether a user outside may bring something into the world. The hub is
// locked.
func (c *chat) admit(a cp.Attempt) error {
	switch {
	case strings.HasPrefix(string(a.Peer), insidePrefix):
		return nil
	case a.Naming && !c.g.names.take(a.Peer, ""):
		return &cp.StatusError{Status: cp.Forbidden, Body: "Too many names."}
	case !a.Naming && !c.g.acts.take(a.Peer, a.User):
		return &cp.StatusError{Status: cp.Forbidden, Body: "Too many messages."}
	}
	return nil
}

// observe takes down what happens in the hub. The hub is locked.
func (c *chat) observe(e cp.Event) {
	c.mu.Lock()
	if size := overhead + len(e.Message.Text); c.heard+size <= maxEvents {
		c.heard += size
		c.events = append(c.events, e)
	} else {
		c.lost = true
	}
	c.mu.Unlock()
	c.ring()
}

// report takes down what happens in the world, whose round is under way. Computers share
// the room for it. Who comes and goes, which is not said twice, has some of its own.
func (c *chat) report(what report) {
	if c.g.isReplay() {
		return // a run that is repeated
	}
	limit := conns.Limit{All: maxReports}
	switch what.Kind {
	case reportSaid, reportTold, reportCPData:
	default:
		if !what.Said {
			limit.All += maxReports / 4
		}
	}
	c.mu.Lock()
	if c.told.Take(what.Computer+1, what.size(), limit) == conns.Granted {
		c.reports = append(c.reports, what)
	} else {
		c.lost = true
	}
	c.mu.Unlock()
	c.ring()
}

// notify is told by the hub that there is something to read. The hub is locked.
func (c *chat) notify(r reader) func() {
	return func() {
		c.mu.Lock()
		c.ready[r] = true
		c.mu.Unlock()
		c.ring()
	}
}

// Record takes down that events of the chat found no room in the queue of the gateway's
// computer, because a program of the world floods it.
func (c *chat) Record(e *world.Entry) {
	if e.Kind != world.EntryDrop || e.Computer != c.g.spec.Computer || e.Name != eventUser && e.Name != eventSay {
		return
	}
	c.mu.Lock()
	c.unseen = c.unseen || e.Name == eventUser
	c.unheard = c.unheard || e.Name == eventSay
	c.mu.Unlock()
	c.ring()
}

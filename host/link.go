package host

import (
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
)

// link is what sockets that speak cNet or CNet have in common: calls that somebody waits
// for, which end with a Done, a deadline, and an end.
type link[Done any] struct {
	host   *Host
	socket *cryptonet.Socket
	due    deadline
	calls  map[cnet.CallID]*call[Done]
	gone   bool
}

type call[Done any] struct {
	signal
	ended bool
	done  Done
}

func newLink[Done any](h *Host, socket *cryptonet.Socket) link[Done] {
	return link[Done]{host: h, socket: socket, calls: make(map[cnet.CallID]*call[Done])}
}

func (l *link[Done]) over() bool { return l.gone }

// rung tells whether the deadline of a link that goes on has come.
func (l *link[Done]) rung(now time.Duration) bool { return l.due.rung(now) && !l.gone }

// end takes the link off its host, and is false if that has been done.
func (l *link[Done]) end() bool {
	if l.gone {
		return false
	}
	l.gone = true
	delete(l.host.conns, l.socket)
	return true
}

// begin makes a call one that somebody waits for.
func (l *link[Done]) begin(id cnet.CallID) *call[Done] {
	c := new(call[Done])
	l.calls[id] = c
	return c
}

// finish ends a call, if somebody waits for it.
func (l *link[Done]) finish(id cnet.CallID, done Done) {
	if c := l.calls[id]; c != nil {
		delete(l.calls, id)
		c.ended, c.done = true, done
		l.host.fire(&c.signal)
	}
}

// wait returns what a call has ended with.
func (l *link[Done]) wait(c *call[Done]) Done {
	for !c.ended {
		l.host.wait(&c.signal, never)
	}
	return c.done
}

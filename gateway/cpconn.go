package gateway

import (
	"strconv"
	"time"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/value"
	"ccnet/world"
)

// Bounds of connections of CP with programs of the world.
const (
	maxConns  = 256 // of all programs
	mostOpen  = 16  // of one computer
	maxOutput = 8 << 10
)

type connKey struct{ computer, number int }

// conn is a connection of CP with a program of the world.
type conn struct {
	*cp.Conn
	key  connKey
	used time.Time
}

// peerOf is a computer of the world as one of those who share what there is.
func peerOf(computer int) conns.Peer { return conns.Peer(insidePrefix + strconv.Itoa(computer)) }

// insidePrefix begins the names of peers in the world.
const insidePrefix = "computer "

// inCP handles what a program of the world says in CP.
func (c *chat) inCP(what report) {
	key := connKey{what.Computer, what.Conn}
	have := c.conns[key]
	switch what.Kind {
	case reportCPOpen:
		if have != nil {
			c.closeConn(have)
		}
		c.makeRoom(what.Computer)
		token := ""
		if c.g.config.Token != "" { // who is in the world need not know it
			var err error
			if token, err = c.hub.Issue(peerOf(key.computer)); err != nil {
				c.sendCP(key, "closed", err.Error())
				return
			}
		}
		opened := &conn{key: key}
		opened.Conn = c.hub.OpenFrom(peerOf(key.computer), c.notify(opened))
		opened.used = time.Now()
		c.conns[key] = opened
		c.sendCP(key, "opened", token)
	case reportCPData:
		if have == nil {
			c.sendCP(key, "closed", "there is no such connection")
			return
		}
		have.used = time.Now()
		have.Feed([]byte(what.Text))
		for have.Next() {
			for have.Next() { // as much as goes out together: each event takes room in a queue
			}
			have.flush(c)
		}
		have.flush(c)
		c.hear()
		if have.Done() {
			c.closeConn(have)
			c.sendCP(key, "closed", "what was sent is no CP")
		}
	case reportCPClose:
		if have != nil {
			c.closeConn(have)
		}
	}
}

// makeRoom closes connections, so that there is room for one of a computer: of this
// computer if it has as many as it may, else of the one that has most, and of these
// connections the one that was used least lately.
func (c *chat) makeRoom(computer int) {
	for {
		count := make(map[int]int)
		for key := range c.conns {
			count[key.computer]++
		}
		if len(c.conns) < maxConns && count[computer] < mostOpen {
			return
		}
		var victim *conn
		for key, conn := range c.conns {
			switch {
			case count[computer] >= mostOpen && key.computer != computer:
			case victim == nil, count[key.computer] > count[victim.key.computer],
				count[key.computer] == count[victim.key.computer] && conn.used.Before(victim.used):
				victim = conn
			}
		}
		c.closeConn(victim)
		c.sendCP(victim.key, "closed", "there are too many connections")
	}
}

func (c *chat) closeConn(conn *conn) {
	conn.Close()
	delete(c.conns, conn.key)
	c.hear()
}

func (c *chat) sendCP(key connKey, kind, data string) {
	c.g.do(world.QueueEvent{Name: eventCP, Args: []value.Value{
		value.Int(key.computer), value.Int(key.number), value.String(kind), value.String(data),
	}})
}

// flush sends what the hub says on a connection.
func (n *conn) flush(c *chat) {
	for {
		out := n.Output(maxOutput)
		if len(out) == 0 {
			return
		}
		c.sendCP(n.key, "data", string(out))
	}
}

// read sends what is pushed.
func (n *conn) read(c *chat) {
	switch {
	case c.conns[n.key] != n:
	case c.crowded():
		c.held[n] = true
	default:
		n.flush(c)
	}
}

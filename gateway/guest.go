package gateway

import (
	"strings"

	"ccnet/value"
	"ccnet/world"
)

// guestName is what the gateway is called in rooms that computers host.
const guestName = "gateway"

// lookAgain is how long the gateway waits before it looks again for a room that it has
// not found, or lost.
const lookAgain = 5 * world.TicksPerSecond

// guest is the gateway in a chat room that a computer of the world hosts with the game's
// chat program: what is said there is heard in the gateway's chat, and the other way
// round.
type guest struct {
	r     *resident
	room  string
	host  int // the computer that hosts it
	user  int // our number there; 0 while we are not in
	heard world.Tick
}

// look asks for the room's host, now and until it is found.
func (g *guest) look() {
	g.user = 0
	g.r.rednet.send(rednetBroadcast, table(
		"sType", value.String("lookup"), "sProtocol", value.String(chatProtocol), "sHostname", value.String(g.room),
	), "dns")
	g.r.after(lookAgain, func() {
		if g.user == 0 {
			g.look()
		}
	})
}

// found takes the answer of a host.
func (g *guest) found(p packet) {
	if g.user != 0 || text(p.message, "sType") != "lookup response" || text(p.message, "sProtocol") != chatProtocol ||
		text(p.message, "sHostname") != g.room {
		return
	}
	g.host, g.user, g.heard = p.sender, 1+g.r.random.IntN(1<<31-2), g.r.c.Now()
	g.send("login", "sUsername", guestName)
	g.r.tell(report{Kind: reportRoom, Computer: g.host, Name: g.room, Text: "joined"})
	g.ping(g.user)
}

// ping sees to it that the host is there.
func (g *guest) ping(user int) {
	switch {
	case g.user != user:
		return
	case g.heard+2*pingEvery < g.r.c.Now():
		g.lost()
		return
	}
	g.send("ping to server", "sText", "")
	g.r.after(pingEvery, func() { g.ping(user) })
}

func (g *guest) lost() {
	g.r.tell(report{Kind: reportRoom, Computer: g.host, Name: g.room, Text: "left"})
	g.user = 0
	g.r.after(lookAgain, g.look)
}

func (g *guest) send(kind, key, what string) {
	g.r.rednet.send(g.host, table("sType", value.String(kind), "nUserID", value.Int(g.user), key, value.String(what)), chatProtocol)
}

// say says something in the room.
func (g *guest) say(line string) {
	if g.user != 0 {
		g.send("chat", "sText", line)
	}
}

// receive handles a message of the room's host.
func (g *guest) receive(p packet) {
	if id, ok := number(p.message, "nUserID"); g.user == 0 || !ok || id != g.user || p.sender != g.host {
		return
	}
	g.heard = g.r.c.Now()
	switch text(p.message, "sType") {
	case "ping to client":
		g.send("pong to server", "sText", "")
	case "kick":
		g.lost()
	case "text":
		line := cut(text(p.message, "sText"), maxText)
		if line == "" || strings.HasPrefix(line, "<"+guestName+"> ") || strings.HasPrefix(line, "* "+guestName+" ") {
			return // our own
		}
		for _, u := range g.r.room.users {
			g.r.room.tell(u, line)
		}
		for _, other := range g.r.guests {
			if other != g {
				other.say(line)
			}
		}
		g.r.tell(report{Kind: reportRoom, Computer: g.host, Name: g.room, Text: line, Said: true})
	}
}

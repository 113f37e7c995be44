package gateway

import (
	"slices"
	"strings"

	"ccnet/value"
	"ccnet/world"
)

// chatProtocol is what the game's chat program speaks.
const chatProtocol = "chat"

const (
	pingEvery = 15 * world.TicksPerSecond // how often users are asked whether they are there
	maxUsers  = 200                       // of the room
	mostHere  = maxUsers / 4              // of these, on one computer
	maxName   = 64
	maxText   = 2000
)

// room is the gateway's chat for those who join it with the game's chat program, as
// though a computer hosted it. The users outside are members too: they have no
// computer here, and the room knows their names alone.
type room struct {
	r       *resident
	users   []*roomUser // in the order in which they came
	outside []string    // names of users outside, in the order in which they came
}

// roomUser is somebody who has joined from a computer of the world.
type roomUser struct {
	id       int // that their program has drawn
	computer int
	name     string
	answered bool // the last ping
	session  int  // counts logins, so that a ping of an earlier one is nobody's
}

func (m *room) user(id int) *roomUser {
	for _, u := range m.users {
		if u.id == id {
			return u
		}
	}
	return nil
}

func (m *room) send(u *roomUser, kind, line string) {
	m.r.rednet.send(u.computer, table("sType", value.String(kind), "nUserID", value.Int(u.id), "sText", value.String(line)), chatProtocol)
}

// tell shows a line to one user.
func (m *room) tell(u *roomUser, line string) { m.send(u, "text", line) }

// tellAll shows a line to all users of the room, and in the rooms that the gateway has
// joined.
func (m *room) tellAll(line string) {
	for _, u := range m.users {
		m.tell(u, line)
	}
	for _, g := range m.r.guests {
		g.say(line)
	}
}

// receive handles a message of a chat program.
func (m *room) receive(p packet) {
	id, ok := number(p.message, "nUserID")
	if !ok {
		return
	}
	kind := text(p.message, "sType")
	if kind == "login" {
		m.login(p, id)
		return
	}
	u := m.user(id)
	if u == nil || u.computer != p.sender {
		return
	}
	switch kind {
	case "logout":
		m.leave(u, "has left the chat")
	case "chat":
		if said, ok := field(p.message, "sText").AsString(); ok {
			m.chat(u, cut(said, maxText))
		}
	case "ping to server":
		m.send(u, "pong to client", "")
	case "pong to server":
		u.answered = true
	}
}

// on is how many users there are on a computer.
func (m *room) on(computer int) (n int) {
	for _, u := range m.users {
		if u.computer == computer {
			n++
		}
	}
	return n
}

func (m *room) login(p packet, id int) {
	name := cut(text(p.message, "sUsername"), maxName)
	u := m.user(id)
	switch {
	case name == "":
		return
	case u == nil && (len(m.users) >= maxUsers || m.on(p.sender) >= mostHere):
		m.send(&roomUser{id: id, computer: p.sender}, "kick", "")
		return
	case u == nil:
		u = &roomUser{id: id}
		m.users = append(m.users, u)
	case u.computer != p.sender:
		return // the number is taken
	default:
		m.r.tell(report{Kind: reportLeft, Computer: p.sender, User: id})
	}
	m.r.logins++
	u.computer, u.name, u.session = p.sender, name, m.r.logins
	m.tellAll("* " + name + " has joined the chat")
	m.r.tell(report{Kind: reportJoined, Computer: p.sender, User: id, Name: name})
	m.ping(u)
}

func (m *room) ping(u *roomUser) {
	m.send(u, "ping to client", "")
	u.answered = false
	session := u.session
	m.r.after(pingEvery, func() {
		switch now := m.user(u.id); {
		case now != u || u.session != session:
		case u.answered:
			m.ping(u)
		default:
			m.leave(u, "has timed out")
		}
	})
}

func (m *room) leave(u *roomUser, how string) {
	m.tellAll("* " + u.name + " " + how)
	m.users = slices.DeleteFunc(m.users, func(other *roomUser) bool { return other == u })
	m.r.tell(report{Kind: reportLeft, Computer: u.computer, User: u.id})
}

// chat handles what a user types: text for all, or a command.
func (m *room) chat(u *roomUser, said string) {
	command, rest, isCommand := strings.Cut(said, " ")
	if !strings.HasPrefix(command, "/") {
		m.tellAll("<" + u.name + "> " + said)
		m.r.tell(report{Kind: reportSaid, Computer: u.computer, User: u.id, Text: said})
		return
	}
	if !isCommand {
		rest = ""
	}
	switch command {
	case "/me":
		if rest == "" {
			m.tell(u, "* Usage: /me [words]")
			return
		}
		m.tellAll("* " + u.name + " " + rest)
		m.r.tell(report{Kind: reportSaid, Computer: u.computer, User: u.id, Text: "* " + rest})
	case "/nick":
		name := cut(rest, maxName)
		if name == "" {
			m.tell(u, "* Usage: /nick [nickname]")
			return
		}
		m.tellAll("* " + u.name + " is now known as " + name)
		u.name = name
		m.r.tell(report{Kind: reportRenamed, Computer: u.computer, User: u.id, Name: name})
	case "/msg":
		to, said, _ := strings.Cut(rest, " ")
		if to == "" || said == "" {
			m.tell(u, "* Usage: /msg [nickname] [words]")
			return
		}
		m.whisper(u, to, said)
	case "/users":
		names := make([]string, 0, len(m.users)+len(m.outside))
		for _, other := range m.users {
			names = append(names, other.name)
		}
		m.tell(u, "* Connected Users:")
		m.tell(u, "* "+strings.Join(append(names, m.outside...), " "))
	case "/help":
		m.tell(u, "* Available commands:")
		m.tell(u, "* /help /me /msg /nick /users /logout")
	default:
		m.tell(u, "* Unrecognised command: "+command)
	}
}

// whisper sends a private message to somebody in the room, or else to a user outside.
func (m *room) whisper(u *roomUser, to, said string) {
	i := slices.IndexFunc(m.users, func(other *roomUser) bool { return other.name == to })
	switch {
	case i >= 0:
		m.tell(m.users[i], whispered(u.name, to, said))
	case slices.Contains(m.outside, to):
		m.r.tell(report{Kind: reportTold, Computer: u.computer, User: u.id, Name: to, Text: said})
	default:
		m.tell(u, "* There is no "+to+" here")
		return
	}
	m.tell(u, whispered(u.name, to, said))
}

// whispered is how a private message looks.
func whispered(from, to, said string) string { return "<" + from + " to " + to + "> " + said }

// cut is a text of at most so many bytes. It does not keep the whole text in memory,
// which may be a program's of many MiB.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.Clone(s[:most])
}

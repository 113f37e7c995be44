package cryptonet

import (
	"ccnet/value"
)

// EventKind tells what has happened.
type EventKind uint8

const (
	ConnectionOpened EventKind = iota + 1 // a client has connected to Server
	ConnectionClosed                      // the other end has closed Socket
	EncryptedMessage                      // Value has come sealed
	PlainMessage                          // Value has come as it is, from anybody
	LoggedIn                              // User has logged in
	LoginFailed                           // User could not log in
	LoggedOut                             // User has logged out; without HasUser nobody was logged in
	Connected                             // Dial has ended
	Found                                 // Search has ended
)

var eventNames = [...]string{
	ConnectionOpened: "connection_opened",
	ConnectionClosed: "connection_closed",
	EncryptedMessage: "encrypted_message",
	PlainMessage:     "plain_message",
	LoggedIn:         "login",
	LoginFailed:      "login_failed",
	LoggedOut:        "logout",
	Connected:        "connected",
	Found:            "found",
}

// String is the name of the event in the original, which has no Connected and no
// Found: its functions wait.
func (k EventKind) String() string {
	if int(k) < len(eventNames) {
		return eventNames[k]
	}
	return ""
}

// Event is something that the owner of a Station wants to know. Server is nil
// where it is nil in the original: on clients, and in every LoggedOut.
type Event struct {
	Kind    EventKind
	Value   value.Value
	User    string
	HasUser bool
	Socket  *Socket
	Server  *Server
	Dial    *Dial
	Search  *Search
}

// Args are the event's arguments in the order of the original, where socket and
// server stand for the two as the caller shows them.
func (e Event) Args(socket, server value.Value) []value.Value {
	switch e.Kind {
	case EncryptedMessage, PlainMessage:
		return []value.Value{e.Value, socket, server}
	case LoggedIn, LoginFailed, LoggedOut:
		user := value.Nil
		if e.HasUser {
			user = value.String(e.User)
		}
		return []value.Value{user, socket, server}
	}
	return []value.Value{socket, server}
}

package cryptonet

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"ccnet/value"
)

// Session is all that an end needs to send to the other. It is plain data: a copy
// is as good.
type Session struct {
	Sender  string // this end's name in messages
	Target  string // the other end's
	Key     Key
	Modem   string
	Channel int
}

// Socket is one end of a connection. A client's socket is called by the encrypted
// session key and knows the server by its name; the server's is the reverse.
type Socket struct {
	Session
	id         uint64
	station    *Station
	server     *Server
	cipher     *Cipher
	received   seen
	user       string
	hasUser    bool
	permission float64
	closed     bool
	spoke      bool          // the other end has sent something sealed
	heard      time.Duration // when it did last, or connected
}

// ErrClosed is what a closed socket says.
var ErrClosed = errors.New("the socket is closed")

func (s *Station) newSocket(session Session, server *Server, now time.Duration) *Socket {
	s.lastID++
	return &Socket{
		Session: session, id: s.lastID, station: s, server: server, heard: now,
		cipher: NewCipher(session.Key), received: seen{limit: s.limits.Replay},
	}
}

// ID is a number that no other socket of the Station has.
func (c *Socket) ID() uint64 { return c.id }

// Server is the server whose socket it is, or nil on a client.
func (c *Socket) Server() *Server { return c.server }

// User is who is logged in, if anybody.
func (c *Socket) User() (name string, ok bool) { return c.user, c.hasUser }

// Permission is the level of permission: that of the highest user who has logged
// in, 0 before.
func (c *Socket) Permission() float64 { return c.permission }

// Closed tells whether either end has closed the socket.
func (c *Socket) Closed() bool { return c.closed }

// Heard is when the other end was heard last.
func (c *Socket) Heard() time.Duration { return c.heard }

// Send sends a value, sealed.
func (c *Socket) Send(v value.Value) error {
	return c.sendContent(Content{Value: v})
}

// SendUnencrypted sends a value as it is. Anybody could have sent it, and read it.
func (c *Socket) SendUnencrypted(v value.Value) error {
	if c.closed {
		return ErrClosed
	}
	return c.station.SendUnencryptedOn(c.Session, v)
}

func (c *Socket) sendContent(content Content) error {
	if c.closed {
		return ErrClosed
	}
	text, err := content.Encode()
	if err != nil {
		return err
	}
	c.station.sendSealed(&c.Session, c.cipher, text)
	return nil
}

// SendOn sends a value, sealed, over a session of which nothing is known but what
// is in it: the socket may be closed, or somebody's copy.
func (s *Station) SendOn(session Session, v value.Value) error {
	return s.SendContentOn(session, Content{Value: v})
}

// SendContentOn is SendOn for what is no value.
func (s *Station) SendContentOn(session Session, content Content) error {
	text, err := content.Encode()
	if err != nil {
		return err
	}
	cipher := (*Cipher)(nil)
	if c := s.find(&session); c != nil && c.Key == session.Key {
		cipher = c.cipher
	} else {
		cipher = NewCipher(session.Key)
	}
	s.sendSealed(&session, cipher, text)
	return nil
}

// SendUnencryptedOn is SendOn for values that are not sealed.
func (s *Station) SendUnencryptedOn(session Session, v value.Value) error {
	s.transmit(session.Modem, session.Channel, Envelope{
		Type: UnsealedMessage, Target: session.Target, Sender: session.Sender, Message: value.Freeze(v),
	})
	return nil
}

// CloseOn tells the other end of a session that it is closed, and no more.
func (s *Station) CloseOn(session Session) error {
	return s.SendContentOn(session, Content{Kind: CloseContent})
}

// Find returns the socket of a session, or nil.
func (s *Station) Find(session Session) *Socket { return s.find(&session) }

func (s *Station) find(session *Session) *Socket {
	if c := s.byKey[session.Sender]; c != nil && c.Target == session.Target {
		return c
	}
	for _, v := range s.servers {
		if v.Name == session.Sender {
			return v.sockets[session.Target]
		}
	}
	return nil
}

func (s *Station) sendSealed(session *Session, cipher *Cipher, text string) {
	iv := NewKey(s.random)
	s.transmit(session.Modem, session.Channel, Envelope{
		Type: SealedMessage, Target: session.Target, Sender: session.Sender,
		Message: SealedValue(cipher.Seal(iv, text), iv),
	})
}

// Close closes the socket and tells the other end. A socket that is closed stays so.
func (c *Socket) Close() {
	if !c.closed {
		_ = c.sendContent(Content{Kind: CloseContent}) // fails only on closed sockets
		c.forget()
	}
}

// forget takes the socket away.
func (c *Socket) forget() {
	s := c.station
	c.closed = true
	if c.server != nil {
		delete(c.server.sockets, c.Target)
	} else {
		delete(s.byKey, c.Sender)
		s.clients = slices.DeleteFunc(s.clients, func(o *Socket) bool { return o == c })
	}
	c.received = seen{}
	if !s.needed(c.Channel, c.Modem) {
		s.close(c.Modem, c.Channel)
		s.log("Closed socket channel " + strconv.Itoa(c.Channel) + " on modem " + c.Modem + ".")
	}
	s.log("Closed socket.")
}

// receive takes a message for this socket, and tells whether it raised an event.
// If one of that number came before, it is a repetition, or looks like one.
func (c *Socket) receive(now time.Duration, e *Envelope, again bool) bool {
	switch e.Type {
	case UnsealedMessage:
		c.station.raise(Event{Kind: PlainMessage, Value: e.Message, Socket: c, Server: c.server})
		return true
	case SealedMessage:
		content, ok := c.read(e, again)
		if !ok {
			return false
		}
		c.heard, c.spoke = now, true
		return c.obey(content)
	}
	return false
}

// read opens a sealed message. Only what could be read is remembered, so that
// nobody can fill the memory without the key.
func (c *Socket) read(e *Envelope, again bool) (content Content, ok bool) {
	complain := func(line string) (Content, bool) {
		if !again {
			c.station.log(line)
		}
		return Content{}, false
	}
	sealed, iv, ok := sealedFrom(e.Message, c.station.limits.Message)
	if !ok {
		return complain("Received invalid message.")
	}
	mark := markOf(sealed)
	if c.received.has(mark) {
		return complain("Received duplicate message, ignoring it.")
	}
	if content, ok = Decode(c.cipher.Open(iv, sealed)); !ok {
		return complain("Received invalid message.")
	}
	c.received.add(mark)
	return content, true
}

// obey does what a sealed message asks for. A server grants and refuses log-ins, a
// client asks for them: the reverse is nobody's right, though the original obeys.
func (c *Socket) obey(content Content) bool {
	s := c.station
	user := Event{User: content.User, HasUser: true, Socket: c, Server: c.server}
	switch content.Kind {
	case CloseContent:
		s.log("Connection closed by other end.")
		c.forget()
		s.raise(Event{Kind: ConnectionClosed, Socket: c, Server: c.server})
		return true
	case LogoutContent:
		if c.server != nil {
			_ = c.sendContent(Content{Kind: LogoutContent}) // fails only on closed sockets
		}
		s.raise(c.logOut())
		return true
	case ValueContent:
		s.raise(Event{Kind: EncryptedMessage, Value: content.Value, Socket: c, Server: c.server})
		return true
	case LoginRequest:
		if c.server != nil {
			s.raise(c.logIn(content.User, content.Hash))
			return true
		}
	case LoginRefused:
		if c.server == nil {
			s.log("Failed login attempt for " + content.User + ".")
			user.Kind = LoginFailed
			s.raise(user)
			return true
		}
	case LoginGranted:
		if c.server == nil {
			c.user, c.hasUser, c.permission = content.User, true, content.Permission
			s.log(content.User + " logged in successfully.")
			user.Kind = LoggedIn
			s.raise(user)
			return true
		}
	}
	s.log("Received invalid message.")
	return false
}

// Login logs a user in with a password. On a client it sends the request, and the
// answer is an event later; on a server it returns the event, which is not raised.
func (c *Socket) Login(user, password string) (Event, error) {
	server := c.Target
	if c.server != nil {
		server = c.Sender
	}
	return c.LoginHashed(user, PasswordHash(server, user, password))
}

// LoginHashed is Login with the hash of the password.
func (c *Socket) LoginHashed(user, hash string) (Event, error) {
	if c.closed {
		return Event{}, ErrClosed
	}
	if c.server != nil {
		return c.logIn(user, hash), nil
	}
	if err := c.sendContent(Content{Kind: LoginRequest, User: user, Hash: hash}); err != nil {
		return Event{}, err
	}
	c.station.log("Sent login request for " + user + " to " + c.Target + ".")
	return Event{}, nil
}

// logIn is a log-in on a server.
func (c *Socket) logIn(user, hash string) Event {
	s, v := c.station, c.server
	e := Event{Kind: LoginFailed, User: user, HasUser: true, Socket: c, Server: v}
	known, ok := v.Users.Get(user)
	if !ok || !sameHash(StoredHash(v.Name, user, hash), known.Hash) {
		s.log("Failed login attempt for " + user + ".")
		_ = c.sendContent(Content{Kind: LoginRefused, User: user}) // the socket is open
		return e
	}
	e.Kind = LoggedIn
	c.user, c.hasUser = user, true
	c.permission = max(c.permission, known.Permission)
	_ = c.sendContent(Content{Kind: LoginGranted, User: user, Permission: c.permission}) // strings and numbers can be written
	s.log(user + " logged in successfully.")
	return e
}

// Logout logs out whoever is logged in. As with Login, a client gets the event
// later and a server at once.
func (c *Socket) Logout() (Event, error) {
	if err := c.sendContent(Content{Kind: LogoutContent}); err != nil {
		return Event{}, err
	}
	if c.server == nil {
		c.station.log("Sent logout request to " + c.Target + ".")
		return Event{}, nil
	}
	return c.logOut(), nil
}

func (c *Socket) logOut() Event {
	e := Event{Kind: LoggedOut, User: c.user, HasUser: c.hasUser, Socket: c}
	if c.hasUser {
		c.station.log(c.user + " logged out.")
	} else {
		c.station.log("Already logged out.")
	}
	c.user, c.hasUser, c.permission = "", false, 0
	return e
}

package cryptonet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Server is a server of a Station. Its fields tell how it was hosted and are not
// to be changed, but for Users.
type Server struct {
	Name            string
	Certificate     Certificate
	PrivateKey      PrivateKey
	Modem           string
	Channel         int
	HideCertificate bool // tells nobody its certificate
	Discoverable    bool // answers to those who look for servers
	Users           *UserTable
	UserTablePath   string // of the file; empty if there is none

	station  *Station
	sockets  map[string]*Socket // by the encrypted session key
	sessions seen               // session keys taken
	limit    int                // of sockets
	idle     time.Duration      // after which a silent socket is closed; 0 is never
	sweepAt  time.Duration      // when to look for silent sockets, or Never
	closed   bool
}

// HostOptions tell how to host a server. Only the name is needed.
type HostOptions struct {
	Name            string
	Secret          bool   // not discoverable
	HideCertificate bool   // clients must have the certificate already
	Modem           string // as asked for; empty is any

	// Certificate and PrivateKey are the server's; both or neither. Without them
	// they are read from their files, and where these are missing, made and
	// written.
	Certificate     *Certificate
	PrivateKey      *PrivateKey
	CertificateFile string // <name>.crt by default
	PrivateKeyFile  string // <name>_private.key by default

	// Users are the server's users. Without them they are read from their file, if
	// there is one; changes are written to it.
	Users         *UserTable
	UserTableFile string // <name>_users.tbl by default

	// IdleTimeout is how long a client may be silent before its socket is closed.
	// The original waits for ever, which is the default.
	IdleTimeout time.Duration
}

// Host starts a server. Errors are in the original's words.
func (s *Station) Host(o HostOptions) (*Server, error) {
	if o.Name == "" {
		return nil, errors.New("Server name must not be empty.") //nolint:staticcheck // in the style of the original's words
	}
	for _, v := range s.servers {
		if v.Name == o.Name {
			return nil, fmt.Errorf("Server called %s already exists.", o.Name) //nolint:staticcheck // the original's words
		}
	}
	modem, err := s.findModem(o.Modem)
	if err != nil {
		return nil, err
	}
	certificate, private, err := s.serverKeys(&o)
	if err != nil {
		return nil, err
	}
	v := &Server{
		Name: o.Name, Certificate: certificate, PrivateKey: private,
		Modem: modem, Channel: Channel(o.Name),
		HideCertificate: o.HideCertificate, Discoverable: !o.Secret,
		Users:   o.Users,
		station: s, sockets: make(map[string]*Socket),
		sessions: seen{limit: s.limits.Sessions}, limit: s.limits.Sockets,
		idle: o.IdleTimeout, sweepAt: Never,
	}
	if certificate.Signature == "" {
		s.log("Warning: Your certificate does not have a signature.")
	} else {
		s.log("Certificate is signed.")
	}
	s.open(modem, v.Channel)
	s.log("Hosting on channel " + strconv.Itoa(v.Channel) + ".")
	if v.HideCertificate {
		s.log("Your server is set to require clients to already have its certificate in order to connect to it.")
	}
	if v.Discoverable {
		s.open(modem, DiscoveryChannel)
		s.log("Your server is discoverable.")
	} else {
		s.log("Your server is not discoverable.")
	}
	if err := s.loadUsers(v, o.UserTableFile); err != nil {
		s.closeUnneeded(v)
		return nil, err
	}
	s.servers = append(s.servers, v)
	s.log("Server ready.")
	return v, nil
}

// Sockets are the server's sockets, in the order of connection.
func (v *Server) Sockets() []*Socket {
	all := make([]*Socket, 0, len(v.sockets))
	for _, c := range v.sockets {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *Socket) int { return cmp.Compare(a.id, b.id) })
	return all
}

// Socket is the socket of the client that calls itself sender, or nil.
func (v *Server) Socket(sender string) *Socket { return v.sockets[sender] }

// Closed tells whether the server is closed.
func (v *Server) Closed() bool { return v.closed }

// Close closes the server and all its sockets.
func (v *Server) Close() {
	if v.closed {
		return
	}
	v.closed = true
	for _, c := range v.Sockets() {
		c.Close()
	}
	s := v.station
	s.servers = slices.DeleteFunc(s.servers, func(o *Server) bool { return o == v })
	s.closeUnneeded(v)
}

// closeUnneeded closes the channels of a server that has gone.
func (s *Station) closeUnneeded(v *Server) {
	if !s.needed(v.Channel, v.Modem) {
		s.close(v.Modem, v.Channel)
		s.log("Closed server channel " + strconv.Itoa(v.Channel) + " on modem " + v.Modem + ".")
	}
	if v.Discoverable && !s.needed(DiscoveryChannel, v.Modem) {
		s.close(v.Modem, DiscoveryChannel)
		s.log("Closed discovery channel.")
	}
}

// receive takes a message, and tells whether it raised an event: then nobody else
// on the computer sees it.
func (v *Server) receive(now time.Duration, channel int, e *Envelope, again bool) bool {
	s := v.station
	if channel == DiscoveryChannel && e.Type == DiscoveryRequest && v.Discoverable {
		shown := v.Certificate
		if v.HideCertificate {
			shown = Certificate{Name: v.Name}
		}
		s.transmit(v.Modem, DiscoveryChannel, Envelope{Type: DiscoveryResponse, Message: shown.Value()})
		s.log("Responded to discovery request.")
		return false
	}
	if channel != v.Channel || e.Target != v.Name {
		return false
	}
	switch e.Type {
	case CertificateRequest:
		if !v.HideCertificate {
			s.transmit(v.Modem, v.Channel, Envelope{Type: CertificateResponse, Message: v.Certificate.Value()})
			s.log("Responded to certificate request.")
		}
	case ConnectionRequest:
		if encrypted, ok := e.Message.AsString(); ok {
			return v.accept(now, encrypted)
		}
	case SealedMessage, UnsealedMessage:
		c := v.sockets[e.Sender]
		if c != nil {
			return c.receive(now, e, again)
		}
		if !again {
			s.log("Received a message from a sender who has yet to open a connection.")
		}
	}
	return false
}

// accept opens a socket for a client. A session key is good for one connection:
// who has recorded one cannot play it again.
func (v *Server) accept(now time.Duration, encrypted string) bool {
	s := v.station
	if v.sockets[encrypted] != nil {
		s.log("Received duplicate connection request, ignoring it.")
		return false
	}
	key, number, err := v.PrivateKey.OpenSession(encrypted)
	if err != nil {
		s.log("Received invalid session key.")
		return false
	}
	mark := markOf(key[:])
	if v.sessions.has(mark) {
		s.log("Received duplicate connection request, ignoring it.")
		return false
	}
	v.sessions.add(mark)
	if len(v.sockets) >= v.limit {
		v.makeRoom()
	}
	c := s.newSocket(Session{Sender: v.Name, Target: encrypted, Key: key, Modem: v.Modem, Channel: v.Channel}, v, now)
	v.sockets[encrypted] = c
	proof := v.Certificate.proof(v.Name, number)
	iv := NewKey(s.random)
	s.transmit(v.Modem, v.Channel, Envelope{
		Type: ConnectionResponse, Target: encrypted,
		Message: SealedValue(c.cipher.Seal(iv, string(proof[:])), iv),
	})
	s.log("Responded to connection request.")
	s.raise(Event{Kind: ConnectionOpened, Socket: c, Server: v})
	if v.idle > 0 {
		v.sweepAt = min(v.sweepAt, now+v.idle)
	}
	return true
}

// makeRoom closes the socket that has been silent for longest, rather one that has
// never said anything.
func (v *Server) makeRoom() {
	var worst *Socket
	for _, c := range v.sockets {
		if worst == nil || c.silenter(worst) {
			worst = c
		}
	}
	v.station.log("Too many connections, closing the one that has been silent for longest.")
	worst.dismiss()
}

// silenter tells whether c may rather go than o.
func (c *Socket) silenter(o *Socket) bool {
	if c.spoke != o.spoke {
		return !c.spoke
	}
	return cmp.Or(cmp.Compare(c.heard, o.heard), cmp.Compare(c.id, o.id)) < 0
}

// dismiss closes a socket of a server that has not asked for it.
func (c *Socket) dismiss() {
	c.Close()
	c.station.raise(Event{Kind: ConnectionClosed, Socket: c, Server: c.server})
}

// sweep closes the sockets that have been silent for too long.
func (v *Server) sweep(now time.Duration) {
	if now < v.sweepAt {
		return
	}
	v.sweepAt = Never
	for _, c := range v.Sockets() {
		if due := c.heard + v.idle; due <= now {
			v.station.log("Closing a connection that has been silent for too long.")
			c.dismiss()
		} else {
			v.sweepAt = min(v.sweepAt, due)
		}
	}
}

// DefaultServer is the only server, which is meant where none is named.
func (s *Station) DefaultServer() (*Server, error) {
	switch len(s.servers) {
	case 0:
		return nil, errors.New("No servers running.") //nolint:staticcheck // the original's words
	case 1:
		return s.servers[0], nil
	}
	return nil, errors.New("Please specify a server.") //nolint:staticcheck // the original's words
}

package host

import (
	"errors"
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
)

// session is a socket that speaks CNet v1.0.
type session struct {
	*v1.Session
	link[v1.Done]
	mux  *v1.Mux
	conn *Conn // of a client: for what is not CNet's
}

func (h *Host) newSession(socket *cryptonet.Socket, mux *v1.Mux) *session {
	s := &session{Session: v1.NewSession(v1.Config{}), link: newLink[v1.Done](h, socket), mux: mux}
	h.join(socket, s)
	return s
}

func (s *session) event(e cryptonet.Event) {
	switch e.Kind {
	case cryptonet.EncryptedMessage:
		s.apply(s.Handle(s.host.Now(), e.Value))
	case cryptonet.ConnectionClosed:
		s.leave()
	}
	if s.conn != nil && e.Kind != cryptonet.EncryptedMessage {
		s.conn.event(e)
	}
}

func (s *session) tick(now time.Duration) {
	if s.rung(now) {
		s.apply(s.Tick(now))
	}
}

func (s *session) leave() {
	if s.end() {
		s.apply(s.Closed(s.host.Now()))
	}
}

func (s *session) apply(step cnet.Step) {
	for _, v := range step.Send {
		if err := s.socket.Send(v); err != nil {
			s.host.Log("CNet: " + err.Error())
		}
	}
	for _, e := range step.Events {
		switch e := e.(type) {
		case v1.Done:
			s.finish(e.Call, e)
		case v1.Received:
			s.respond(e.Message)
		case v1.SystemCall:
			if text, ok := e.Data.AsString(); ok && e.Function == v1.FunctionError {
				s.host.Log("CNet: error from the other end: " + text)
			}
		case cnet.Note:
			s.host.Log("CNet: " + e.Text)
		}
	}
	if !s.gone {
		s.due.update(s.host, s, step.Deadline)
	}
}

// respond answers a request that has come.
func (s *session) respond(message value.Value) {
	if s.mux == nil {
		return
	}
	reply, ok, err := s.mux.Respond(message)
	if err != nil {
		s.host.Log("CNet: " + err.Error())
	}
	if ok {
		s.apply(cnet.Step{Send: []value.Value{reply}, Deadline: never})
	}
}

// ServeCNet hosts a CNet v1.0 server with Cttp. Its certificate is as good as the
// options have it: unlike the original, it asks no authority to sign it, see
// SignCertificate.
func (h *Host) ServeCNet(o cryptonet.HostOptions, mux *v1.Mux) (*cryptonet.Server, error) {
	if err := v1.CheckServerName(o.Name); err != nil {
		return nil, err
	}
	return h.serve(o, func(socket *cryptonet.Socket) { h.newSession(socket, mux) })
}

// ServeAuthority hosts certAuth, the server that signs certificates for CNet v1.0.
// Its own certificate holds the authority's key and is signed with it; the key is
// in certAuth.key and certAuth_private.key, and the names that it has signed are in
// certMap.tbl.
func (h *Host) ServeAuthority(o cryptonet.HostOptions) (*cryptonet.Server, error) {
	const namesFile = "certMap.tbl"
	disk := files{h.computer}
	if !disk.Exists(cryptonet.AuthorityFile) && !disk.Exists(cryptonet.AuthorityPrivateFile) {
		if err := h.station.InitAuthority("", ""); err != nil {
			return nil, err
		}
	}
	publicText, err := disk.Read(cryptonet.AuthorityFile)
	if err != nil {
		return nil, err
	}
	public, err := cryptonet.ParsePublicKey(publicText)
	if err != nil {
		return nil, err
	}
	privateText, err := disk.Read(cryptonet.AuthorityPrivateFile)
	if err != nil {
		return nil, err
	}
	private, err := cryptonet.ParsePrivateKey(privateText)
	if err != nil {
		return nil, err
	}
	certificate, err := cryptonet.Certificate{Name: v1.AuthorityName, Key: public}.Sign(private)
	if err != nil {
		return nil, err
	}
	authority := v1.NewAuthority(private)
	if disk.Exists(namesFile) {
		text, err := disk.Read(namesFile)
		if err != nil {
			return nil, err
		}
		if err := authority.ReadNames(text); err != nil {
			return nil, err
		}
	}
	o.Name, o.Certificate, o.PrivateKey = v1.AuthorityName, &certificate, &private
	return h.Serve(o, func(e cryptonet.Event) {
		if e.Kind != cryptonet.EncryptedMessage {
			return
		}
		reply := authority.Handle(e.Value)
		if reply.Note != "" {
			h.Log("certAuth: " + reply.Note)
		}
		if reply.Changed {
			if err := disk.Write(namesFile, authority.Names()); err != nil {
				h.Log("certAuth: writing the names: " + err.Error())
				return
			}
		}
		if !reply.Value.IsNil() {
			if err := e.Socket.Send(reply.Value); err != nil {
				h.Log("certAuth: " + err.Error())
			}
		}
	})
}

// SignCertificate has certAuth sign a server's certificate, which is then also in
// the server's file, and used from now on. The original's servers go on with the
// unsigned one until they are hosted again.
func (h *Host) SignCertificate(server *cryptonet.Server, o cryptonet.ConnectOptions) error {
	o.Name = v1.AuthorityName
	c, err := h.DialCNet(o)
	if err != nil {
		return err
	}
	defer c.Close()
	id, step := c.session.Sign(h.Now(), server.Certificate.Value(), v1.SignTimeout)
	done, err := c.session.await(id, step)
	if err != nil {
		return err
	}
	signed, ok := cryptonet.CertificateFrom(done.Message, false)
	if !ok {
		return v1.ErrSign
	}
	server.Certificate = signed
	return files{h.computer}.Write(server.Name+".crt", signed.Marshal())
}

// CNetClient is a connection to a CNet v1.0 server.
type CNetClient struct {
	conn    *Conn
	session *session
	Timeout time.Duration // of a response; DefaultTimeout at first
}

// DialCNet connects to a CNet v1.0 server.
func (h *Host) DialCNet(o cryptonet.ConnectOptions) (*CNetClient, error) {
	socket, err := h.connect(o)
	if err != nil {
		return nil, err
	}
	c := &CNetClient{conn: h.newConn(socket), session: h.newSession(socket, nil), Timeout: DefaultTimeout}
	c.session.conn = c.conn
	return c, nil
}

// Socket is the connection's CryptoNet socket.
func (c *CNetClient) Socket() *cryptonet.Socket { return c.session.socket }

// Send sends a message of a program.
func (c *CNetClient) Send(message value.Value) error {
	return c.session.socket.Send(v1.NormalValue(message))
}

// Listen waits for the next message of the other end's program.
func (c *CNetClient) Listen() (value.Value, error) {
	id, step, err := c.session.Listen(c.session.host.Now(), c.Timeout)
	if err != nil {
		return value.Nil, err
	}
	done, err := c.session.await(id, step)
	return done.Message, err
}

// Do sends a request of Cttp and waits for its response.
func (c *CNetClient) Do(r v1.Request) (v1.Response, error) {
	id, step, err := c.session.Listen(c.session.host.Now(), c.Timeout)
	if err != nil {
		return v1.Response{}, err
	}
	if err := c.Send(r.Value()); err != nil {
		c.session.apply(c.session.Cancel(c.session.host.Now(), id))
		return v1.Response{}, err
	}
	done, err := c.session.await(id, step)
	if errors.Is(err, v1.ErrTimeout) {
		err = ErrTimeout
	}
	if err != nil {
		return v1.Response{}, err
	}
	return v1.ParseResponse(done.Message)
}

// Login logs a user in and waits for the server's answer.
func (c *CNetClient) Login(user, password string) error {
	return c.conn.Login(user, password, c.Timeout)
}

// Logout logs out and waits for the server to confirm it.
func (c *CNetClient) Logout() error { return c.conn.Logout(c.Timeout) }

// ReceivePlain waits for the next message that is not sealed.
func (c *CNetClient) ReceivePlain() (value.Value, error) { return c.conn.ReceivePlain(c.Timeout) }

// Close closes the connection.
func (c *CNetClient) Close() {
	c.conn.Close()
	c.session.leave()
}

// await waits for a call, whose step is to be done first.
func (s *session) await(id cnet.CallID, step cnet.Step) (v1.Done, error) {
	c := s.begin(id)
	s.apply(step)
	done := s.wait(c)
	return done, done.Err
}

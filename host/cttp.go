package host

import (
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/value"
)

// peer is a socket that speaks cNet.
type peer struct {
	*cnet.Peer
	link[cnet.Done]
	mux *cnet.Mux // what the other end may ask for; nil for nothing
}

func (h *Host) newPeer(socket *cryptonet.Socket, mux *cnet.Mux) *peer {
	p := &peer{
		Peer: cnet.NewPeer(cnet.Config{Random: cryptonet.Seeded(h.computer.Seed() + socket.ID())}),
		link: newLink[cnet.Done](h, socket), mux: mux,
	}
	h.join(socket, p)
	return p
}

func (p *peer) event(e cryptonet.Event) {
	now := p.host.Now()
	switch e.Kind {
	case cryptonet.EncryptedMessage:
		p.apply(p.Handle(now, e.Value))
	case cryptonet.LoggedIn, cryptonet.LoginFailed:
		p.apply(p.LoginEvent(now, e.Kind == cryptonet.LoggedIn))
	case cryptonet.LoggedOut:
		p.apply(p.LogoutEvent(now))
	case cryptonet.ConnectionClosed:
		p.leave()
	}
}

func (p *peer) tick(now time.Duration) {
	if p.rung(now) {
		p.apply(p.Tick(now))
	}
}

// leave ends what goes on when the socket is closed.
func (p *peer) leave() {
	if p.end() {
		p.apply(p.Closed(p.host.Now()))
	}
}

// apply does what the peer wants done. The error is why the first message could
// not be sent.
func (p *peer) apply(step cnet.Step) (err error) {
	for _, v := range step.Send {
		if e := p.socket.Send(v); err == nil {
			err = e
		}
	}
	for _, e := range step.Events {
		switch e := e.(type) {
		case cnet.Done:
			p.finish(e.Call, e)
		case cnet.RequestReceived:
			p.apply(p.serve(e))
		case cnet.RegistrationReceived:
			p.apply(p.register(e))
		case cnet.Note:
			p.host.Log("cNet: " + e.Text)
		}
	}
	if step.Close && !p.gone {
		p.socket.Close()
		p.leave()
		return err
	}
	if !p.gone {
		p.due.update(p.host, p, step.Deadline)
	}
	return err
}

func (p *peer) serve(e cnet.RequestReceived) cnet.Step {
	if p.mux == nil {
		return p.Reject(p.host.Now(), e.ID, &cnet.RouteError{Method: e.Request.Method, Path: e.Request.Path})
	}
	return p.mux.Serve(p.host.Now(), p.Peer, e, p.socket)
}

// register adds a user who has asked for it.
func (p *peer) register(e cnet.RegistrationReceived) cnet.Step {
	accepted := false
	if server := p.socket.Server(); server != nil {
		err := server.AddUserHashed(e.Username, e.PasswordHash, cryptonet.DefaultPermission)
		if accepted = err == nil; !accepted {
			p.host.Log("cNet: registration: " + err.Error())
		}
	}
	return p.AnswerRegistration(p.host.Now(), e.ID, accepted)
}

// await waits for a call, whose step is to be done first.
func (p *peer) await(id cnet.CallID, step cnet.Step) (cnet.Done, error) {
	c := p.begin(id)
	if err := p.apply(step); err != nil && !c.ended {
		delete(p.calls, id)
		p.apply(p.Cancel(p.host.Now(), id))
		return cnet.Done{}, err
	}
	done := p.wait(c)
	return done, done.Err
}

// ServeCTTP hosts a cNet server. Handlers answer at once; their Call's From is the
// client's *cryptonet.Socket. Who asks to be registered is added to the users,
// with the lowest permission.
func (h *Host) ServeCTTP(o cryptonet.HostOptions, mux *cnet.Mux) (*cryptonet.Server, error) {
	return h.serve(o, func(socket *cryptonet.Socket) { h.newPeer(socket, mux) })
}

// Client is a connection to a cNet server.
type Client struct {
	peer    *peer
	numbers cnet.Numbers
	// Timeout is how long an answer may take: first the confirmation that a request
	// has come, and then the response; DefaultTimeout at first.
	Timeout time.Duration
}

// DialCTTP connects to a cNet server.
func (h *Host) DialCTTP(o cryptonet.ConnectOptions) (*Client, error) {
	socket, err := h.connect(o)
	if err != nil {
		return nil, err
	}
	c := &Client{peer: h.newPeer(socket, nil), Timeout: DefaultTimeout}
	done, err := c.peer.await(c.peer.Connect(h.Now(), c.Timeout))
	if err != nil {
		socket.Close()
		c.peer.leave()
		return nil, err
	}
	c.numbers = done.Numbers
	return c, nil
}

// Socket is the connection's CryptoNet socket.
func (c *Client) Socket() *cryptonet.Socket { return c.peer.socket }

// Do sends a request and waits for its response.
func (c *Client) Do(r cnet.Request) (cnet.Response, error) {
	id, step := c.peer.Request(c.peer.host.Now(), c.numbers, r.Value(), c.Timeout)
	c.numbers = c.numbers.Next()
	done, err := c.peer.await(id, step)
	if err != nil {
		return cnet.Response{}, err
	}
	return cnet.ParseResponse(done.Response)
}

// Get requests a path.
func (c *Client) Get(path string) (cnet.Response, error) {
	return c.Do(cnet.Request{Method: cnet.MethodGet, Path: path})
}

// Post sends data to a path.
func (c *Client) Post(path string, data value.Value) (cnet.Response, error) {
	return c.Do(cnet.Request{Method: cnet.MethodPost, Path: path, Data: data})
}

// Delete requests that a path be deleted.
func (c *Client) Delete(path string) (cnet.Response, error) {
	return c.Do(cnet.Request{Method: cnet.MethodDelete, Path: path})
}

// Register asks the server for a new user. It is ErrTimeout if the server does not
// want it: there is no answer that says so.
func (c *Client) Register(user, password string) error {
	user, password = cnet.Account(user, password)
	p := c.peer
	hash := cryptonet.PasswordHash(p.socket.Target, user, password)
	id, step := p.Register(p.host.Now(), c.numbers, user, hash, c.Timeout)
	c.numbers = c.numbers.Next()
	_, err := p.await(id, step)
	return err
}

// Login logs a user in and waits for the server's answer.
func (c *Client) Login(user, password string) error {
	p := c.peer
	if _, err := p.socket.Login(user, password); err != nil {
		return err
	}
	_, err := p.await(p.AwaitLogin(p.host.Now(), c.Timeout))
	return err
}

// Logout logs out and waits for the server to confirm it.
func (c *Client) Logout() error {
	p := c.peer
	if _, err := p.socket.Logout(); err != nil {
		return err
	}
	_, err := p.await(p.AwaitLogout(p.host.Now(), c.Timeout))
	return err
}

// Close ends the connection. The error tells that the server has not confirmed it;
// the connection is closed all the same.
func (c *Client) Close() error {
	if c.peer.gone {
		return nil
	}
	_, err := c.peer.await(c.peer.Disconnect(c.peer.host.Now(), c.numbers, c.Timeout))
	return err
}

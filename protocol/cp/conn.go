package cp

import (
	"errors"
	"strings"

	"ccnet/protocol/conns"
)

const (
	// maxOutput is how many bytes may wait to be sent before no further request is
	// handled.
	maxOutput = 32 << 10
	// maxKept is the largest buffer in bytes that an idle connection keeps.
	maxKept = 4 << 10
)

// Conn is what a hub says to one client: feed it what the client sends, handle the
// requests with Next, send what Output returns. Feed and Next belong to one goroutine,
// Output may belong to another.
type Conn struct {
	hub      *Hub
	peer     conns.Peer
	notify   func()
	requests Requests

	// The following is guarded by the hub's mutex.
	session *session // last used here; may be nil
	push    bool     // the session's messages go out by themselves
	auth    bool     // the client speaks the form of the later draft
	out     []byte   // to be sent
	sent    []byte   // what Output returned last
	broken  bool     // nothing that the client sends is understood any more
	closed  bool
}

// Open begins a connection. Whenever Output has something new that does not come from
// Next, notify is called with the hub locked: it must neither block nor call the hub.
// Close ends the connection.
func (h *Hub) Open(notify func()) *Conn { return h.OpenFrom("", notify) }

// OpenFrom is Open for a client of whom something is known: peers share the sessions and
// the room for messages among them.
func (h *Hub) OpenFrom(p conns.Peer, notify func()) *Conn {
	return &Conn{hub: h, peer: p, notify: notify}
}

// Feed hands over bytes from the client. To keep the memory bounded, call Next until
// it is false before the next Feed.
func (c *Conn) Feed(p []byte) { c.requests.Feed(p) }

// Next handles one request. It is false if there is none that is complete, if too much
// output waits, or if the client cannot be understood any more.
func (c *Conn) Next() bool {
	if c.Pending() >= maxOutput {
		return false
	}
	req, ok, err := c.requests.Next()
	if !ok && err == nil {
		return false
	}
	h := c.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case c.broken || c.closed:
		return false
	case err != nil:
		c.broken = true
		c.out = AppendResponse(c.out, Response{Status: BadRequest, Auth: c.auth})
	default:
		c.auth = req.Auth
		res := h.handle(c, req)
		res.Auth = c.auth
		c.out = AppendResponse(c.out, res)
	}
	return true
}

// Partial tells whether a part of a request is there.
func (c *Conn) Partial() bool {
	return c.requests.begun || len(c.requests.lines.buffer) > c.requests.lines.taken
}

// Pending returns how many bytes of responses wait for Output.
func (c *Conn) Pending() int {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	return len(c.out)
}

// Pushing tells whether messages go out by themselves.
func (c *Conn) Pushing() bool {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	return c.push
}

// InSession tells whether the client has shown a token that is known.
func (c *Conn) InSession() bool {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	return c.session != nil
}

// Output returns bytes to be sent now, none if there are none: all responses, and
// messages that are pushed, of these about as many bytes as given at most. The bytes
// are good until the next call.
func (c *Conn) Output(most int) []byte {
	h := c.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	for c.push && len(c.out) < most {
		m, ok := c.session.member.next()
		if !ok {
			break
		}
		c.out = AppendResponse(c.out, Response{Status: OK, Data: Escape(incoming + " " + m.From + " " + m.Text), Auth: c.auth})
	}
	if cap(c.sent) > maxKept && len(c.out) == 0 {
		c.sent = nil
	}
	c.out, c.sent = c.sent[:0], c.out
	return c.sent
}

// Done tells whether the connection is to be closed when the output has been sent.
func (c *Conn) Done() bool {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	return c.broken
}

// Close ends the connection. The session goes on.
func (c *Conn) Close() {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	c.closed = true
	c.use(nil)
}

// use makes the session, or none, the one that was last used here.
func (c *Conn) use(s *session) {
	before := c.session
	if before == s {
		return
	}
	if s != nil {
		c.hub.attach(s)
	}
	if c.session = s; before == nil {
		return
	}
	c.setPush(before, false)
	if before.conns--; before.conns == 0 {
		c.hub.detach(before)
	}
}

// setPush makes this the connection that the messages of the session go to, or no
// longer.
func (c *Conn) setPush(s *session, on bool) {
	switch {
	case on:
		if s.pusher != nil {
			s.pusher.push = false
		}
		s.pusher = c
	case s.pusher == c:
		s.pusher = nil
	}
	c.push = on
}

// The verbs of requests and responses.
const (
	setName          = "Set-name"
	privateMessage   = "Private-message"
	broadcastMessage = "Broadcast-message"
	poll             = "Poll"
	push             = "Push"
	brew             = "Brew"
	incoming         = "Incoming-message"
)

// handle answers a request. A panic in one of the functions that the hub was given is
// answered 500.
func (h *Hub) handle(c *Conn, req Request) (res Response) {
	defer func() {
		if recover() != nil {
			res = Response{Status: InternalServerError, Token: res.Token}
		}
	}()
	h.expire()
	s := h.sessions[req.Token]
	if s != nil {
		c.use(s)
		res.Token = s.token
	}
	data, err := Unescape(req.Data)
	verb, arguments, hasArguments := strings.Cut(data, " ")
	is := func(name string) bool { return strings.EqualFold(verb, name) }
	newcomer := is(setName) && s == nil && h.isSecret(req.Token)
	switch {
	case err != nil || verb == "":
		return h.answer(res, &StatusError{Status: BadRequest})
	case newcomer:
		return h.newcomer(c, arguments)
	case s == nil:
		return Response{Status: Unauthorized}
	case is(setName):
		err = h.rename(s.member, arguments)
	case is(brew):
		err = &StatusError{Status: TeaPocket}
	case is(privateMessage):
		to, text, _ := strings.Cut(arguments, " ")
		err = h.tell(s.member, to, text)
	case is(broadcastMessage):
		err = h.broadcast(s.member, arguments)
	case is(poll) && hasArguments:
		err = &StatusError{Status: BadRequest}
	case is(poll):
		res.Data, err = h.poll(s.member)
	case is(push):
		err = h.push(c, s, arguments)
	default:
		err = &StatusError{Status: NotImplemented}
	}
	return h.answer(res, err)
}

// answer fills in how a request went.
func (h *Hub) answer(res Response, err error) Response {
	if err == nil {
		res.Status = OK
		return res
	}
	status := statusOf(err, InternalServerError)
	res.Status, res.Data = status.Status, Escape(status.Body)
	return res
}

// newcomer answers the first Set-name.
func (h *Hub) newcomer(c *Conn, name string) Response {
	// The name first, so that a bad one does not take up a session.
	switch {
	case !ValidName(name):
		return h.answer(Response{}, &StatusError{BadRequest, badName})
	case h.users[name] != nil:
		return h.answer(Response{}, &StatusError{BadRequest, nameTaken})
	}
	if err := h.admit(c.peer, "", true); err != nil {
		return h.answer(Response{}, err)
	}
	s, err := h.open(c.peer)
	if err != nil {
		return h.answer(Response{}, err)
	}
	c.use(s)
	h.setName(s.member, name)
	return h.answer(Response{Token: s.token}, nil)
}

func (h *Hub) poll(m *Member) (data string, err error) {
	if m.name == "" {
		return "", &StatusError{Status: Forbidden}
	}
	message, ok := m.next()
	if !ok {
		return "", &StatusError{Status: NotModified}
	}
	verb := broadcastMessage
	if message.To != "" {
		verb = privateMessage
	}
	return Escape(verb + " " + message.From + " " + message.Text), nil
}

func (h *Hub) push(c *Conn, s *session, arguments string) error {
	on := strings.EqualFold(arguments, "on")
	switch {
	case !on && !strings.EqualFold(arguments, "off"):
		return &StatusError{Status: BadRequest}
	case s.member.name == "":
		return &StatusError{Status: Forbidden}
	case on == c.push:
		return &StatusError{Status: NotModified}
	}
	c.setPush(s, on)
	return nil
}

// relayed is the error that the outcome of a relay is answered with.
func relayed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrUnknown):
		return &StatusError{Status: NotFound}
	}
	return statusOf(err, BadGateway)
}

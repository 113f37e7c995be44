package cp

import (
	"slices"

	"ccnet/protocol/conns"
)

// Member is a user of a chat. Those that Hub.Join returns belong to the caller; the
// others are behind connections.
type Member struct {
	hub     *Hub
	session *session   // nil: the caller's
	owner   conns.Peer // if it is the caller's
	name    string     // empty: none, or gone
	queue   queue
	notify  func()
}

// Join adds a user without a connection: a computer of a world, say. For every message
// that comes for the user, notify is called with the hub locked; it must neither block
// nor call the hub, and may be nil. Errors are *StatusError with the code and the
// words of a Set-name.
func (h *Hub) Join(name string, notify func()) (*Member, error) { return h.JoinFrom("", name, notify) }

// JoinFrom is Join for a user of a peer.
func (h *Hub) JoinFrom(p conns.Peer, name string, notify func()) (*Member, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	m := &Member{hub: h, owner: p, notify: notify}
	if err := h.rename(m, name); err != nil {
		return nil, err
	}
	return m, nil
}

// Name returns the name of the user, empty after Leave.
func (m *Member) Name() string {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	return m.name
}

// Rename changes the name. It fails with 304 if the user has it already.
func (m *Member) Rename(name string) error {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	m.hub.expire()
	if m.name == "" {
		return &StatusError{Status: Unauthorized}
	}
	return m.hub.rename(m, name)
}

// Tell sends a private message.
func (m *Member) Tell(to, text string) error {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	m.hub.expire()
	return m.hub.tell(m, to, text)
}

// Broadcast sends a message to all other users.
func (m *Member) Broadcast(text string) error {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	m.hub.expire()
	return m.hub.broadcast(m, text)
}

// Poll takes the oldest message that waits for the user.
func (m *Member) Poll() (Message, bool) {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	return m.next()
}

// next takes the oldest message that waits.
func (m *Member) next() (Message, bool) {
	before := m.queue.bytes
	message, ok := m.queue.pop()
	m.hub.waiting += m.queue.bytes - before
	return message, ok
}

// peer is who the user is of.
func (m *Member) peer() conns.Peer {
	if m.session == nil {
		return m.owner
	}
	return m.session.peer
}

// Leave ends the user. What waits for it is lost.
func (m *Member) Leave() {
	m.hub.mu.Lock()
	defer m.hub.mu.Unlock()
	m.hub.leave(m)
}

// rename gives a user a name.
func (h *Hub) rename(m *Member, name string) error {
	switch {
	case !ValidName(name):
		return &StatusError{BadRequest, badName}
	case name == m.name:
		return &StatusError{Status: NotModified}
	case h.users[name] != nil:
		return &StatusError{BadRequest, nameTaken}
	}
	if err := h.admit(m.peer(), m.name, true); err != nil {
		return err
	}
	h.setName(m, name)
	return nil
}

// setName gives a user a name that nobody has.
func (h *Hub) setName(m *Member, name string) {
	was := m.name
	m.name = name
	h.users[name] = m
	if was == "" {
		h.order = append(h.order, m)
		h.observe(Event{Kind: Joined, Peer: m.peer(), User: name})
	} else {
		delete(h.users, was)
		h.observe(Event{Kind: Renamed, Peer: m.peer(), User: name, Was: was})
	}
}

func (h *Hub) leave(m *Member) {
	name := m.name
	h.waiting -= m.queue.bytes
	m.name, m.queue = "", queue{}
	if name == "" {
		return
	}
	delete(h.users, name)
	i := slices.Index(h.order, m)
	h.order = slices.Delete(h.order, i, i+1)
	h.observe(Event{Kind: Left, Peer: m.peer(), User: name})
}

// tell sends a private message.
func (h *Hub) tell(m *Member, to, text string) error {
	message := Message{From: m.name, To: to, Text: text}
	switch {
	case m.name == "":
		return &StatusError{Status: Forbidden}
	case !ValidName(to):
		return &StatusError{BadRequest, badRecipient}
	case !ValidText(text):
		return &StatusError{BadRequest, badText}
	case to == m.name:
		return &StatusError{Status: Forbidden}
	}
	if err := h.allow(m, message); err != nil {
		return err
	}
	if recipient := h.users[to]; recipient != nil {
		h.deliver(recipient, queued{message, m.peer()})
	} else if err := h.relay(message); err != nil {
		return err
	}
	h.observe(Event{Kind: Sent, Peer: m.peer(), User: m.name, Message: message})
	return nil
}

// broadcast sends a message to all others.
func (h *Hub) broadcast(m *Member, text string) error {
	message := Message{From: m.name, Text: text}
	switch {
	case m.name == "":
		return &StatusError{Status: Forbidden}
	case !ValidText(text):
		return &StatusError{BadRequest, badText}
	}
	if err := h.allow(m, message); err != nil {
		return err
	}
	for _, recipient := range h.order {
		if recipient != m {
			h.deliver(recipient, queued{message, m.peer()})
		}
	}
	h.observe(Event{Kind: Sent, Peer: m.peer(), User: m.name, Message: message})
	return nil
}

// admit asks whether a user of a peer may set a name, or else send a message.
func (h *Hub) admit(p conns.Peer, user string, naming bool) error {
	if h.config.Admit == nil || p == "" {
		return nil
	}
	if err := h.config.Admit(Attempt{Peer: p, User: user, Naming: naming}); err != nil {
		return statusOf(err, Forbidden)
	}
	return nil
}

// allow asks whether a user may send a message.
func (h *Hub) allow(m *Member, message Message) error {
	if err := h.admit(m.peer(), m.name, false); err != nil || h.config.Allow == nil {
		return err
	}
	if err := h.config.Allow(message); err != nil {
		return statusOf(err, Forbidden)
	}
	return nil
}

func (h *Hub) relay(m Message) error {
	if h.config.Relay == nil {
		return &StatusError{Status: NotFound}
	}
	return relayed(h.config.Relay(m))
}

// deliver puts a message into the queue of a user.
func (h *Hub) deliver(m *Member, message queued) {
	before := m.queue.bytes
	m.queue.push(message, h.config.QueueMessages, h.config.QueueBytes)
	if h.waiting += m.queue.bytes - before; h.waiting > h.config.TotalBytes {
		h.relieve()
	}
	switch {
	case m.notify != nil:
		m.notify()
	case m.session != nil && m.session.pusher != nil:
		m.session.pusher.notify()
	}
}

package cp

import (
	"container/list"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"ccnet/protocol/conns"
)

// Port is where servers listen unless told otherwise.
const Port = 50555

const (
	defaultIdle          = 24 * time.Hour
	defaultMaxSessions   = 10_000
	defaultQueueMessages = 1000
	defaultQueueBytes    = 256 << 10
	defaultTotalBytes    = 64 << 20
	tokenBytes           = 32
)

// ErrUnknown is what Config.Relay says when it does not know the recipient either.
var ErrUnknown = errors.New("there is no such user")

// Config is how a Hub behaves. The zero value is ready. The functions are called with
// the hub locked, one after another: they must neither block nor call the hub, but
// may hand on to something that does.
type Config struct {
	Now    func() time.Time // nil: time.Now
	Rand   io.Reader        // of tokens; nil: crypto/rand
	Secret string           // if not empty, the first Set-name of a session must carry it as its token

	Observe func(Event)         // told of everything that happens, in order
	Allow   func(Message) error // asked before a message is sent; an error is answered 403, or as the *StatusError that it is
	// Relay takes private messages to names that nobody here has. ErrUnknown is
	// answered 404, any other error 502, or as the *StatusError that it is.
	Relay func(Message) error

	// Admit is asked before a client with a Peer sets a name and before it sends a
	// message; an error is answered 403, or as the *StatusError that it is.
	Admit func(Attempt) error

	MaxSessions   int           // 0: 10,000
	MaxPerPeer    int           // of these, of one peer; 0: a quarter of them or less, see conns.Shares
	QueueMessages int           // that wait for a user; 0: 1000
	QueueBytes    int           // of these messages, with 128 for each; 0: 256 KiB
	TotalBytes    int           // of all that waits for all users; 0: 64 MiB
	Idle          time.Duration // how long a session lasts without connection and request; 0: 24 h
}

// Attempt is what a client is about to do.
type Attempt struct {
	Peer   conns.Peer
	User   string // empty: nobody yet
	Naming bool   // sets a name; otherwise sends a message
}

// EventKind is what happened.
type EventKind string

const (
	Joined  EventKind = "joined"  // a user has a name for the first time
	Renamed EventKind = "renamed" // Was is the name before
	Left    EventKind = "left"
	Sent    EventKind = "sent" // Message was sent
)

// Event is something that happened in a Hub.
type Event struct {
	Kind    EventKind
	Peer    conns.Peer // who User is of
	User    string     // who it is about
	Was     string
	Message Message
}

// Hub is a chat. Many may use it at once.
type Hub struct {
	config Config

	mu       sync.Mutex
	users    map[string]*Member // with a name
	order    []*Member          // the same, in the order in which broadcasts reach them
	sessions map[string]*session
	detached *list.List               // sessions without a connection; the one that is so for longest in front
	shares   conns.Shares[conns.Peer] // of MaxSessions
	waiting  int                      // bytes, for all users
}

// session is what a token stands for.
type session struct {
	token    string
	peer     conns.Peer // who opened it
	member   *Member
	conns    int           // connections that it was last used on
	used     time.Time     // when the last of these went
	detached *list.Element // in the hub's list, if conns is 0
	pusher   *Conn         // gets messages by itself; may be nil
}

func orDefault[T ~int | ~int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// NewHub returns a chat without users.
func NewHub(config Config) *Hub {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Rand == nil {
		config.Rand = rand.Reader
	}
	config.MaxSessions = orDefault(config.MaxSessions, defaultMaxSessions)
	config.QueueMessages = orDefault(config.QueueMessages, defaultQueueMessages)
	config.QueueBytes = orDefault(config.QueueBytes, defaultQueueBytes)
	config.TotalBytes = orDefault(config.TotalBytes, defaultTotalBytes)
	config.Idle = orDefault(config.Idle, defaultIdle)
	return &Hub{config: config, users: map[string]*Member{}, sessions: map[string]*session{}, detached: list.New()}
}

// Users returns the names of all users, sorted.
func (h *Hub) Users() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	names := make([]string, 0, len(h.users))
	for name := range h.users {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Issue opens a session for a peer whose user has no name yet, and returns its token.
// The session can do nothing but set a name.
func (h *Hub) Issue(p conns.Peer) (token string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	s, err := h.open(p)
	if err != nil {
		return "", err
	}
	h.detach(s)
	return s.token, nil
}

func (h *Hub) observe(e Event) {
	if h.config.Observe != nil {
		h.config.Observe(e)
	}
}

// errNoRoom is the answer to a newcomer for whom nobody makes room.
var errNoRoom = &StatusError{Forbidden, "There is no room."}

// makeRoom takes a place for a session of a peer. Another session may have to make room
// for it, one that has been without a connection for longest: of the same peer if it has
// its share, else of the peer that has most.
func (h *Hub) makeRoom(p conns.Peer) error {
	limit := conns.Limit{All: h.config.MaxSessions, Each: h.config.MaxPerPeer}
	outcome := h.shares.Take(p, 1, limit.For(p))
	if outcome == conns.Granted {
		return nil
	}
	var victim *session
	most := h.shares.Of(p) // whose sessions make room has more
	for e := h.detached.Front(); e != nil; e = e.Next() {
		switch s := e.Value.(*session); {
		case s.peer == p && victim == nil:
			victim = s
		case s.peer != p && outcome == conns.Full:
			if has := h.shares.Of(s.peer); has > most {
				victim, most = s, has
			}
		}
	}
	if victim == nil {
		return errNoRoom
	}
	h.close(victim)
	h.shares.Take(p, 1, conns.Limit{All: limit.All, Each: limit.All}) // the place that is free now
	return nil
}

// open makes a session, which the caller attaches or detaches.
func (h *Hub) open(p conns.Peer) (*session, error) {
	var random [tokenBytes]byte
	if _, err := io.ReadFull(h.config.Rand, random[:]); err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	s := &session{token: base64.StdEncoding.EncodeToString(random[:]), peer: p}
	if h.sessions[s.token] != nil {
		return nil, errors.New("make a token: it is there already")
	}
	if err := h.makeRoom(p); err != nil {
		return nil, err
	}
	s.member = &Member{hub: h, session: s}
	h.sessions[s.token] = s
	return s, nil
}

// close ends a session and with it its user.
func (h *Hub) close(s *session) {
	delete(h.sessions, s.token)
	h.shares.Give(s.peer, 1)
	if s.detached != nil {
		h.detached.Remove(s.detached)
		s.detached = nil
	}
	h.leave(s.member)
}

// attach tells that a connection uses the session.
func (h *Hub) attach(s *session) {
	if s.conns++; s.detached != nil {
		h.detached.Remove(s.detached)
		s.detached = nil
	}
}

// detach tells that a session is without connections.
func (h *Hub) detach(s *session) {
	s.used = h.config.Now()
	s.detached = h.detached.PushBack(s)
}

// expire ends the sessions whose time is over.
func (h *Hub) expire() {
	if h.detached.Len() == 0 {
		return
	}
	now := h.config.Now()
	for e := h.detached.Front(); e != nil; e = h.detached.Front() {
		s := e.Value.(*session)
		if now.Sub(s.used) < h.config.Idle {
			return
		}
		h.close(s)
	}
}

// isSecret tells whether the token lets a newcomer in.
func (h *Hub) isSecret(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(h.config.Secret)) == 1
}

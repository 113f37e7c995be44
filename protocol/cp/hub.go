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
)

// Port is where servers listen unless told otherwise.
const Port = 50555

const (
	defaultIdle          = 24 * time.Hour
	defaultMaxSessions   = 10_000
	defaultQueueMessages = 1000
	defaultQueueBytes    = 256 << 10
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

	MaxSessions   int           // 0: 10,000
	QueueMessages int           // that wait for a user; 0: 1000
	QueueBytes    int           // of these messages, with 64 for each; 0: 256 KiB
	Idle          time.Duration // how long a session lasts without connection and request; 0: 24 h
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
	User    string // who it is about
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
	detached *list.List // sessions without a connection; the one that is so for longest in front
}

// session is what a token stands for.
type session struct {
	token    string
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

// Issue opens a session whose user has no name yet, and returns its token. The
// session can do nothing but set a name.
func (h *Hub) Issue() (token string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	s, err := h.open()
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

// open makes a session, which the caller attaches or detaches.
func (h *Hub) open() (*session, error) {
	if len(h.sessions) >= h.config.MaxSessions {
		oldest := h.detached.Front()
		if oldest == nil {
			return nil, &StatusError{Forbidden, "There is no room."}
		}
		h.close(oldest.Value.(*session))
	}
	var random [tokenBytes]byte
	if _, err := io.ReadFull(h.config.Rand, random[:]); err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	s := &session{token: base64.StdEncoding.EncodeToString(random[:])}
	if h.sessions[s.token] != nil {
		return nil, errors.New("make a token: it is there already")
	}
	s.member = &Member{hub: h, session: s}
	h.sessions[s.token] = s
	return s, nil
}

// close ends a session and with it its user.
func (h *Hub) close(s *session) {
	delete(h.sessions, s.token)
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

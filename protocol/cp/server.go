package cp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"ccnet/protocol/conns"
)

// ErrServerClosed is what Serve returns after Shutdown or Close.
var ErrServerClosed = errors.New("cp: the server is closed")

const (
	defaultTimeout     = 30 * time.Second
	defaultIdleTimeout = 30 * time.Minute
	defaultMaxConns    = 4096
	readSize           = 4 << 10 // bytes
	writeSize          = 32 << 10
)

// Server opens a chat to connections. Set the fields before Serve.
type Server struct {
	Hub            *Hub          // nil: one of its own
	RequestTimeout time.Duration // for a request that has begun, and between requests of who has no session yet; 0: 30 s
	IdleTimeout    time.Duration // between requests, unless messages are pushed; 0: 30 min
	WriteTimeout   time.Duration // for the client to take what is sent; 0: 30 s
	MaxConns       int           // at one time; 0: 4096. Others are closed at once.
	MaxPerPeer     int           // of these, from one address (see conns.Peer); 0: a quarter of them or less, see conns.Shares
	Log            func(error)   // of failures that no client is told; may be nil

	once  sync.Once
	conns conns.Set[*serverConn]
	turns conns.Turns // at the hub
}

// Serve takes connections from the listener until the server is closed, and returns
// ErrServerClosed then. It closes the listener. A server may serve several listeners
// at once.
func (s *Server) Serve(ln net.Listener) error {
	s.once.Do(func() {
		if s.Hub == nil {
			s.Hub = NewHub(Config{})
		}
	})
	failed := func(err error) {
		if s.Log != nil {
			s.Log(fmt.Errorf("cp: %w", err))
		}
	}
	if err := s.conns.Serve(ln, s.accept, failed); !errors.Is(err, conns.ErrClosed) {
		return fmt.Errorf("cp: %w", err)
	}
	return ErrServerClosed
}

// accept starts to serve a connection if there is room for it.
func (s *Server) accept(conn net.Conn) {
	c := &serverConn{Conn: conn, server: s, peer: conns.PeerOf(conn.RemoteAddr()), wake: make(chan struct{}, 1), gone: make(chan struct{})}
	limit := conns.Limit{All: orDefault(s.MaxConns, defaultMaxConns), Each: s.MaxPerPeer}
	if s.conns.Add(c, c.peer, limit, 0) != conns.Served {
		conn.Close()
		return
	}
	c.chat = s.Hub.OpenFrom(c.peer, func() {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	})
	go c.serve()
}

// Shutdown stops to listen, answers what has arrived and closes the connections. When
// the context ends first, it closes them at once and returns the context's error. The
// hub and its sessions go on.
func (s *Server) Shutdown(ctx context.Context) error {
	done := s.conns.Stop(func(c *serverConn) { c.SetReadDeadline(past) })
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.Close()
		return fmt.Errorf("cp: shut down: %w", ctx.Err())
	}
}

// Close stops to listen and closes all connections.
func (s *Server) Close() error {
	<-s.conns.Stop(func(c *serverConn) { c.Conn.Close() })
	return nil
}

// past is a deadline that is over.
var past = time.Unix(1, 0)

// serverConn is a connection of a server. One goroutine reads and answers, another
// sends what comes by itself.
type serverConn struct {
	net.Conn
	server  *Server
	peer    conns.Peer
	chat    *Conn
	wake    chan struct{} // there is something to push
	gone    chan struct{} // closed when the reader has ended
	writing sync.Mutex
}

// setReadDeadline does so unless the server has been closed, in which case there is
// nothing more to read.
func (c *serverConn) setReadDeadline(t time.Time) bool {
	var err error
	return c.server.conns.WhileOpen(func() { err = c.SetReadDeadline(t) }) && err == nil
}

func (c *serverConn) serve() {
	var pusher sync.WaitGroup
	pusher.Go(c.pushAll)
	c.answerAll()
	c.chat.Close()
	c.Close()
	close(c.gone)
	pusher.Wait()
	c.server.conns.Remove(c)
}

// pushAll sends messages that nobody asked for, until the connection ends.
func (c *serverConn) pushAll() {
	for {
		select {
		case <-c.gone:
			return
		case <-c.wake:
			if c.flush() != nil {
				c.Close() // which the reader notices
				return
			}
		}
	}
}

// flush sends all output.
func (c *serverConn) flush() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for {
		out := c.chat.Output(writeSize)
		if len(out) == 0 {
			return nil
		}
		c.SetWriteDeadline(time.Now().Add(orDefault(c.server.WriteTimeout, defaultTimeout)))
		if _, err := c.Write(out); err != nil {
			return err
		}
	}
}

// next has the hub handle one request. Addresses take turns, so that one which says much
// does not hold up the others.
func (c *serverConn) next() bool {
	if !c.chat.Partial() {
		return false
	}
	_ = c.server.turns.Take(context.Background(), c.peer) // it ends when the others do
	defer c.server.turns.Give()
	return c.chat.Next()
}

// answerAll reads and answers until the client has ended or must be.
func (c *serverConn) answerAll() {
	var buffer [readSize]byte
	var begun time.Time // when the request that is incomplete began
	for {
		var deadline time.Time
		switch {
		case !begun.IsZero():
			deadline = begun.Add(orDefault(c.server.RequestTimeout, defaultTimeout))
		case !c.chat.InSession():
			deadline = time.Now().Add(orDefault(c.server.RequestTimeout, defaultTimeout))
		case !c.chat.Pushing():
			deadline = time.Now().Add(orDefault(c.server.IdleTimeout, defaultIdleTimeout))
		}
		if !c.setReadDeadline(deadline) {
			return
		}
		n, readErr := c.Read(buffer[:])
		c.chat.Feed(buffer[:n])
		answered := false
		for c.next() {
			answered = true
			if c.chat.Pending() >= writeSize && c.flush() != nil {
				return
			}
		}
		if c.flush() != nil || readErr != nil {
			return
		}
		if c.chat.Done() {
			conns.Linger(c.Conn, buffer[:], c.setReadDeadline)
			return
		}
		switch {
		case !c.chat.Partial():
			begun = time.Time{}
		case answered || begun.IsZero():
			begun = time.Now()
		}
	}
}

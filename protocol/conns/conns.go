// Package conns keeps the connections of a TCP server: it takes them from listeners,
// knows those that are open, and ends. What is said on them is the server's business.
//
// Whoever comes over the network may want everything for himself. A [Peer] is told by
// its address, [Shares] share out what is scarce so that there is always something left
// for the next peer, and [Turns] have peers wait by turns.
package conns

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// ErrClosed is what Serve returns after Stop.
var ErrClosed = errors.New("closed")

// How long Serve waits after a connection that could not be taken.
const (
	minPause = 5 * time.Millisecond
	maxPause = time.Second
)

// Set is the listeners and the connections of a server, for which C stands. The zero
// value is an open set without any. Its methods may be called by several goroutines.
type Set[C comparable] struct {
	served, told Shares[Peer]

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[C]place
	closed    bool
	stopped   chan struct{} // closed by the first Stop
	done      chan struct{} // closed when the last connection has gone after that
}

// place is where a connection is counted.
type place struct {
	peer   Peer
	shares *Shares[Peer]
}

// init makes the zero value usable. The mutex must be held.
func (s *Set[C]) init() {
	if s.done == nil {
		s.listeners = map[net.Listener]struct{}{}
		s.conns = map[C]place{}
		s.stopped = make(chan struct{})
		s.done = make(chan struct{})
	}
}

// Serve hands connections from the listener to take until Stop, and returns ErrClosed
// then; or another error if somebody else closes the listener. It closes the listener.
// When a connection cannot be taken it tells failed, if there is one, and tries again,
// a second later at most.
func (s *Set[C]) Serve(ln net.Listener, take func(net.Conn), failed func(error)) error {
	defer ln.Close()
	s.mu.Lock()
	s.init()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	s.listeners[ln] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, ln)
		s.mu.Unlock()
	}()

	var pause time.Duration
	for {
		conn, err := ln.Accept()
		if err == nil {
			pause = 0
			take(conn)
			continue
		}
		if !s.WhileOpen(func() {}) {
			return ErrClosed
		}
		err = fmt.Errorf("accept a connection: %w", err)
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		if failed != nil { // out of files, or a client that left before it was taken
			failed(err)
		}
		pause = min(max(2*pause, minPause), maxPause)
		select {
		case <-time.After(pause):
		case <-s.stopped:
		}
	}
}

// Room is what there is for a new connection.
type Room uint8

const (
	NoRoom    Room = iota // it is to be closed; the set does not know it
	ToldFull              // it is to be told that there are too many
	ToldLimit             // it is to be told that its peer has too many
	Served
)

// Add makes a connection of a peer one of the set if there is room for it: there may be
// as many as the limit says, and so many others that are told why they are not served.
// After Stop there is no room.
func (s *Set[C]) Add(c C, p Peer, limit Limit, told int) Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if s.closed {
		return NoRoom
	}
	switch outcome := s.served.Take(p, 1, limit.For(p)); {
	case outcome == Granted:
		s.conns[c] = place{p, &s.served}
		return Served
	case s.told.Take(p, 1, Limit{All: told}.For(p)) != Granted:
		return NoRoom
	default:
		s.conns[c] = place{p, &s.told}
		if outcome == TooMuch {
			return ToldLimit
		}
		return ToldFull
	}
}

// Remove tells that nothing of a connection is left.
func (s *Set[C]) Remove(c C) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.conns[c]
	if !known {
		return
	}
	at.shares.Give(at.peer, 1)
	delete(s.conns, c)
	if s.closed && len(s.conns) == 0 {
		close(s.done)
	}
}

// WhileOpen calls a function unless Stop was called, and tells whether it did. Stop
// waits for the function, which must not call methods of the set.
func (s *Set[C]) WhileOpen(do func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	do()
	return true
}

// Stop closes the listeners and calls end for every connection, also if it was called
// before. The channel is closed when all connections have been removed. The function
// must not call methods of the set.
func (s *Set[C]) Stop(end func(C)) (done <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	for ln := range s.listeners {
		ln.Close()
	}
	if !s.closed {
		s.closed = true
		close(s.stopped)
		if len(s.conns) == 0 {
			close(s.done)
		}
	}
	for c := range s.conns {
		end(c)
	}
	return s.done
}

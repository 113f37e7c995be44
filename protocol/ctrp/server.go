package ctrp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"ccnet/protocol/conns"
	"ccnet/protocol/eager"
)

// ErrServerClosed is what Serve returns after Shutdown or Close.
var ErrServerClosed = errors.New("ctrp: the server is closed")

const (
	defaultTimeout   = 30 * time.Second
	defaultMaxConns  = 1024
	defaultMaxOutput = 128 << 20
)

// Server answers requests on connections. Set the fields before Serve; the zero value
// answers everything with 51.
type Server struct {
	Handler        Handler
	RequestTimeout time.Duration // for a whole request line, TLS handshake included; 0: 30 s
	HandlerTimeout time.Duration // when a handler's context ends; 0: 30 s
	WriteTimeout   time.Duration // for sending a response; 0: 30 s
	MaxConns       int           // at one time; 0: 1024. Others are answered 60.
	MaxPerPeer     int           // of these, from one address (see conns.Peer); 0: a quarter of them or less, see conns.Shares. Others are answered 61.
	MaxOutput      int           // bytes of answers above 64 KiB that clients have not taken, together, shared out in the same way; 0: 128 MiB. Others are answered 60.
	KeepOpen       bool          // further requests on a connection are answered
	Log            func(error)   // of failures that no client is told; may be nil

	conns  conns.Set[*serverConn]
	output conns.Shares[conns.Peer] // bytes of MaxOutput
	once   sync.Once
	base   context.Context // of handlers
	cancel context.CancelFunc
}

// Listen returns a listener at HOST:PORT that is made for short exchanges; see package
// eager. A Server serves any other one as well.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	return eager.Listen(ctx, address)
}

// serverConn is a connection of a server. Its set guards busy.
type serverConn struct {
	net.Conn
	server *Server
	peer   conns.Peer
	room   conns.Room
	busy   bool // a request is being answered
}

func orDefault[T ~int | ~int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// init makes what Serve, Shutdown and Close need.
func (s *Server) init() {
	s.once.Do(func() { s.base, s.cancel = context.WithCancel(context.Background()) })
}

// ServeTLS is Serve with TLS from the first byte of every connection. The
// configuration needs a certificate; its least version is raised to 1.2.
func (s *Server) ServeTLS(ln net.Listener, config *tls.Config) error {
	return s.Serve(tls.NewListener(ln, atLeastTLS12(config)))
}

func atLeastTLS12(config *tls.Config) *tls.Config {
	if config == nil {
		config = &tls.Config{}
	}
	config = config.Clone()
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}

// Serve takes connections from the listener until the server is closed, and returns
// ErrServerClosed then. It closes the listener. A server may serve several listeners
// at once.
func (s *Server) Serve(ln net.Listener) error {
	s.init()
	failed := func(err error) { s.log(fmt.Errorf("ctrp: %w", err)) }
	if err := s.conns.Serve(ln, s.accept, failed); !errors.Is(err, conns.ErrClosed) {
		return fmt.Errorf("ctrp: %w", err)
	}
	return ErrServerClosed
}

func (s *Server) log(err error) {
	if s.Log != nil {
		s.Log(err)
	}
}

// accept starts to serve a connection if there is room for it.
func (s *Server) accept(conn net.Conn) {
	most := orDefault(s.MaxConns, defaultMaxConns)
	c := &serverConn{Conn: conn, server: s, peer: conns.PeerOf(conn.RemoteAddr())}
	// As many again may hear that there is no room; what comes then is cut off.
	if c.room = s.conns.Add(c, c.peer, conns.Limit{All: most, Each: s.MaxPerPeer}, most); c.room == conns.NoRoom {
		conn.Close()
		return
	}
	go c.serve()
}

// Shutdown stops to listen, closes connections that wait for a request and waits for
// those whose request is being answered. When the context ends first, it closes these
// too and returns the context's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.init()
	done := s.conns.Stop(func(c *serverConn) {
		if !c.busy {
			closeNow(c.Conn)
		}
	})
	select {
	case <-done:
		s.cancel()
		return nil
	case <-ctx.Done():
		s.Close()
		return fmt.Errorf("ctrp: shut down: %w", ctx.Err())
	}
}

// Close stops to listen, closes all connections and waits until their handlers have
// returned, whose contexts end.
func (s *Server) Close() error {
	s.init()
	done := s.conns.Stop(func(c *serverConn) { closeNow(c.Conn) })
	s.cancel()
	<-done
	return nil
}

// closeNow closes a connection without waiting to say goodbye, as TLS would.
func closeNow(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	conn.Close()
}

// setBusy tells that a request is being answered, or no longer. It is false when the
// server has been closed meanwhile.
func (c *serverConn) setBusy(busy bool) bool {
	return c.server.conns.WhileOpen(func() { c.busy = busy })
}

// buffers are what a connection reads into and writes from.
type buffers struct {
	requests Requests
	in       [MaxRequestLine + 2]byte
	out      []byte
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// mostPooled is the largest output buffer in bytes that is kept for others.
const mostPooled = 64 << 10

func (c *serverConn) serve() {
	b := bufferPool.Get().(*buffers)
	defer func() {
		c.Close()
		c.server.conns.Remove(c)
		b.requests.Reset()
		bufferPool.Put(b)
	}()
	for c.next(b) {
	}
}

// next reads and answers one request, and tells whether to go on.
func (c *serverConn) next(b *buffers) bool {
	s := c.server
	// TLS also writes while it reads.
	c.SetDeadline(time.Now().Add(orDefault(s.RequestTimeout, defaultTimeout)))
	req, ok, err := Request{}, false, error(nil)
	for !ok && err == nil {
		if req, ok, err = b.requests.Next(); ok || err != nil {
			break
		}
		n, readErr := c.Read(b.in[:])
		if n == 0 && readErr != nil {
			return false // half a line is not answered
		}
		b.requests.Feed(b.in[:n])
	}
	if !c.setBusy(true) {
		return false
	}
	response := Response{Status: BadRequest}
	switch {
	case c.room == conns.ToldFull:
		response = Response{Status: ServiceUnavailable}
	case c.room == conns.ToldLimit:
		response = Refuse(RateLimited, "there are too many connections from your address")
	case err == nil:
		response = c.handle(req)
	}
	if !c.write(b, response) {
		return false
	}
	var bad *RequestError
	fatal := errors.As(err, &bad) && bad.Fatal
	if s.KeepOpen && c.room == conns.Served && !fatal {
		return c.setBusy(false)
	}
	if fatal || b.requests.Buffered() > 0 {
		conns.Linger(c.Conn, b.in[:], func(deadline time.Time) bool {
			return c.setBusy(false) && c.SetReadDeadline(deadline) == nil
		})
	}
	return false
}

// write sends a response, and tells whether that went well.
func (c *serverConn) write(b *buffers, response Response) bool {
	s := c.server
	b.out = AppendResponse(b.out[:0], response)
	if size := cap(b.out); size > mostPooled {
		if !c.reserve(size) {
			b.out = AppendResponse(nil, Response{Status: ServiceUnavailable})
		} else {
			defer s.output.Give(c.peer, size)
		}
		defer func() { b.out = nil }()
	}
	c.SetWriteDeadline(time.Now().Add(orDefault(s.WriteTimeout, defaultTimeout)))
	_, err := c.Write(b.out)
	return err == nil
}

// reserve takes bytes of MaxOutput. It is false if the client cannot have so many; the
// first answer may have any size.
func (c *serverConn) reserve(size int) bool {
	output := &c.server.output
	limit := conns.Limit{All: orDefault(c.server.MaxOutput, defaultMaxOutput)}
	if output.Take(c.peer, size, limit.For(c.peer)) == conns.Granted {
		return true
	}
	return output.Taken() == 0 && output.Take(c.peer, size, conns.Limit{All: size, Each: size}) == conns.Granted
}

// handle asks the handler.
func (c *serverConn) handle(req Request) (response Response) {
	if c.server.Handler == nil {
		return Response{Status: NotImplemented}
	}
	ctx := &handlerContext{Context: c.server.base, conn: c.Conn, deadline: time.Now().Add(orDefault(c.server.HandlerTimeout, defaultTimeout))}
	defer ctx.end()
	defer func() {
		if p := recover(); p != nil {
			c.server.log(fmt.Errorf("ctrp: the handler panicked: %q\n%s", fmt.Sprint(p), debug.Stack()))
			response = Response{Status: Error}
		}
	}()
	return c.server.Handler.ServeCTRP(ctx, req)
}

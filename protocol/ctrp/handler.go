package ctrp

import (
	"context"
	"net"
	"sync"
	"time"
)

// Handler answers requests. The context ends when the server's patience does. A
// handler serves many connections at once; if it panics, the answer is 50.
type Handler interface {
	ServeCTRP(ctx context.Context, req Request) Response
}

// HandlerFunc is a function that is a Handler.
type HandlerFunc func(ctx context.Context, req Request) Response

// ServeCTRP calls the function.
func (f HandlerFunc) ServeCTRP(ctx context.Context, req Request) Response { return f(ctx, req) }

// Commands is a Handler that chooses another one by the command, written in capitals.
// Unknown commands are answered 51.
type Commands map[string]HandlerFunc

// ServeCTRP answers the request with the function for its command.
func (c Commands) ServeCTRP(ctx context.Context, req Request) Response {
	for name, handle := range c {
		if req.Is(name) {
			return handle(ctx, req)
		}
	}
	return Response{Status: NotImplemented}
}

type peerKey struct{}

// Peer returns the address of the client whose request a handler answers, nil outside
// of a server.
func Peer(ctx context.Context) net.Addr {
	addr, _ := ctx.Value(peerKey{}).(net.Addr)
	return addr
}

// handlerContext is what a handler gets: it ends at the deadline, with the server or
// when the handler has returned. Only if somebody wants to know the end it costs more
// than this.
type handlerContext struct {
	context.Context // of the server
	conn            net.Conn
	deadline        time.Time

	once   sync.Once
	timed  context.Context // what else it is
	cancel context.CancelFunc
}

// ended is a context that has.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (c *handlerContext) context() context.Context {
	c.once.Do(func() { c.timed, c.cancel = context.WithDeadline(c.Context, c.deadline) })
	return c.timed
}

func (c *handlerContext) end() {
	c.once.Do(func() { c.timed, c.cancel = ended, func() {} })
	c.cancel()
}

func (c *handlerContext) Deadline() (time.Time, bool) { return c.deadline, true }
func (c *handlerContext) Done() <-chan struct{}       { return c.context().Done() }
func (c *handlerContext) Err() error                  { return c.context().Err() }

func (c *handlerContext) Value(key any) any {
	if _, ok := key.(peerKey); ok {
		return c.conn.RemoteAddr()
	}
	return c.context().Value(key)
}

package ctrp

import (
	"context"
	"net"
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

// peerContext is a context that knows its client.
type peerContext struct {
	context.Context
	conn net.Conn
}

func (c peerContext) Value(key any) any {
	if _, ok := key.(peerKey); ok {
		return c.conn.RemoteAddr()
	}
	return c.Context.Value(key)
}

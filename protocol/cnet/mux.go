package cnet

import (
	"errors"
	"fmt"
	"time"
)

// Call is a request on its way to a handler in Go.
type Call struct {
	Request
	Prefix string   // the route's path
	Args   []string // the segments of the path after it
	From   any      // whatever Serve was given: the socket, say
}

// Handler answers a request. An error, and a panic, is answered with
// INTERNAL_SERVER_ERROR and goes into a Note.
type Handler func(c *Call) (Response, error)

// Mux is a Router of handlers in Go. The zero Mux is empty and ready.
type Mux struct{ Router[Handler] }

// Handle is Set, and returns m.
func (m *Mux) Handle(method, path string, h Handler) *Mux {
	m.Set(method, path, h)
	return m
}

// Serve answers a request that the peer has received.
func (m *Mux) Serve(now time.Duration, p *Peer, e RequestReceived, from any) Step {
	route, err := m.Find(e.Request.Method, e.Request.Path)
	if noRoute := (*RouteError)(nil); errors.As(err, &noRoute) {
		return p.Reject(now, e.ID, noRoute)
	}
	response, err := route.Handler.run(&Call{e.Request, route.Prefix, route.Args, from})
	if err != nil {
		return p.Fail(now, e.ID, fmt.Errorf("%s %s: %w", quote(e.Request.Method), quote(e.Request.Path), err))
	}
	return p.Respond(now, e.ID, response.Value())
}

func (h Handler) run(c *Call) (r Response, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("the handler panicked: %v", problem)
		}
	}()
	return h(c)
}

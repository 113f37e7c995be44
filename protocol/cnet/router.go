package cnet

import (
	"fmt"
	"slices"
	"strings"

	"ccnet/value"
)

// Router finds the handler of a request by its method and the longest prefix of its
// path, in whole segments: a route for /files matches /files and /files/a/b, but not
// /filesystem. Empty segments do not count, so /files/ and //files are /files, and the
// route / matches everything. H is what a handler is: a function of Go, a handle of
// one of Lua. The zero Router is empty and ready.
type Router[H any] struct {
	root node[H]
}

// node is a segment of the paths that have routes.
type node[H any] struct {
	next     map[string]*node[H]
	handlers map[string]H // by method
}

// Route is what a Router has found.
type Route[H any] struct {
	Handler H
	Prefix  string   // the part of the path that has matched, like /files; / for the root
	Args    []string // the segments after it
}

// segments splits a path.
func segments(path string) []string {
	parts := strings.Split(path, "/")
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// CleanPath returns a path as a route has it: with one slash before each segment.
func CleanPath(path string) string { return "/" + strings.Join(segments(path), "/") }

// Set makes h the handler of requests with the method for the path and what is below
// it, in the place of any other. Methods are compared byte by byte.
func (r *Router[H]) Set(method, path string, h H) {
	n := &r.root
	for _, s := range segments(path) {
		below := n.next[s]
		if below == nil {
			if n.next == nil {
				n.next = make(map[string]*node[H])
			}
			below = &node[H]{}
			n.next[s] = below
		}
		n = below
	}
	if n.handlers == nil {
		n.handlers = make(map[string]H)
	}
	n.handlers[method] = h
}

// Remove takes a route away; it need not be there.
func (r *Router[H]) Remove(method, path string) {
	n := &r.root
	for _, s := range segments(path) {
		if n = n.next[s]; n == nil {
			return
		}
	}
	delete(n.handlers, method)
}

// Find finds the route of a request. The error is a [*RouteError].
func (r *Router[H]) Find(method, path string) (Route[H], error) {
	parts := segments(path)
	var found *Route[H]
	var other map[string]H // the handlers of the longest prefix that has any
	for n, depth := &r.root, 0; ; depth++ {
		if h, ok := n.handlers[method]; ok {
			found = &Route[H]{Handler: h, Args: parts[depth:]}
		}
		if len(n.handlers) > 0 {
			other = n.handlers
		}
		if depth == len(parts) {
			break
		}
		below := n.next[parts[depth]]
		if below == nil {
			break
		}
		n = below
	}
	if found != nil {
		found.Prefix = "/" + strings.Join(parts[:len(parts)-len(found.Args)], "/")
		return *found, nil
	}
	e := &RouteError{Method: method, Path: path}
	for m := range other {
		e.Allowed = append(e.Allowed, m)
	}
	slices.Sort(e.Allowed)
	return Route[H]{}, e
}

// RouteError tells that a request has no route.
//
// CTTP has no status for a path that exists for other methods only, which HTTP calls
// 405. It is answered with 400, BAD_REQUEST: it is the client's mistake, and 400 is
// what a client has to take a 4xx status for that it does not know. (501 would say that
// the server is to blame, 404 that the path is wrong.) The header Allow lists the
// methods that there are.
type RouteError struct {
	Method, Path string
	Allowed      []string // the methods that the path has routes for, sorted; none: 404
}

func (e *RouteError) Error() string {
	if len(e.Allowed) == 0 {
		return fmt.Sprintf("no route for %s", e.Path)
	}
	return fmt.Sprintf("%s is not allowed for %s; allowed: %s", e.Method, e.Path, strings.Join(e.Allowed, ", "))
}

// Response is the answer to the request.
func (e *RouteError) Response() Response {
	r := Response{Status: NotFound, Data: value.String(e.Error())}
	if len(e.Allowed) > 0 {
		header := value.NewTable(1)
		header.Add(value.String("Allow"), value.String(strings.Join(e.Allowed, ", ")))
		r.Status, r.Header = BadRequest, value.FromTable(header)
	}
	return r
}

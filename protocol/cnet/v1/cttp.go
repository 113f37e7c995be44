package v1

import (
	"errors"
	"fmt"
	"slices"

	"ccnet/value"
)

// Methods are the methods of Cttp.
func Methods() []string { return []string{"GET", "POST", "DELETE"} }

// Request is a request of Cttp.
type Request struct {
	Method, Path string
	Body         value.Value // anything; nil where there is none
}

// Value returns the request as a program's message.
func (r Request) Value() value.Value {
	t := value.NewTable(3)
	t.Add(value.String("method"), value.String(r.Method))
	t.Add(value.String("path"), value.String(r.Path))
	if !r.Body.IsNil() {
		t.Add(value.String("body"), r.Body)
	}
	return value.FromTable(t)
}

// How ParseRequest fails.
var (
	ErrRequest = errors.New("not a Cttp request: it needs method and path, strings")
	ErrMethod  = errors.New("not a method of Cttp: it has GET, POST and DELETE")
)

// ParseRequest reads a request. What is one but for its method comes with ErrMethod.
func ParseRequest(v value.Value) (Request, error) {
	t := v.AsTable()
	if t == nil {
		return Request{}, ErrRequest
	}
	method, methodOK := t.Field("method").AsString()
	path, pathOK := t.Field("path").AsString()
	body := t.Field("body")
	if !methodOK || !pathOK || body.Kind() == value.KindOpaque {
		return Request{}, ErrRequest
	}
	r := Request{method, path, body}
	if !slices.Contains(Methods(), method) {
		return r, ErrMethod
	}
	return r, nil
}

// Response is a response of Cttp.
type Response struct {
	Status float64
	Body   value.Value // anything; nil where there is none
}

// Value returns the response as a program's message.
func (r Response) Value() value.Value {
	t := value.NewTable(2)
	t.Add(value.String("status"), value.Number(r.Status))
	if !r.Body.IsNil() {
		t.Add(value.String("body"), r.Body)
	}
	return value.FromTable(t)
}

var errResponse = errors.New("not a Cttp response: it needs status, a number")

// ParseResponse reads a response.
func ParseResponse(v value.Value) (Response, error) {
	t := v.AsTable()
	if t == nil {
		return Response{}, errResponse
	}
	status, ok := t.Field("status").AsNumber()
	body := t.Field("body")
	if !ok || body.Kind() == value.KindOpaque {
		return Response{}, errResponse
	}
	return Response{status, body}, nil
}

// NotFound answers a request that has no handler.
func NotFound() Response { return Response{404, value.String("Not Found")} }

// MethodNotAllowed answers a request with another method than GET, POST and DELETE.
func MethodNotAllowed() Response { return Response{405, value.String("Method Not Allowed")} }

// Failed answers a request whose handler has failed.
func Failed() Response { return Response{500, value.String("Internal Server Error")} }

// ResultResponse turns what a handler returns into its response: a status and a body,
// or a table {status, body}.
func ResultResponse(results ...value.Value) (Response, error) {
	args := value.Args(results)
	if args.At(1).AsTable() != nil {
		r, err := ParseResponse(args.At(1))
		if err != nil {
			return Failed(), fmt.Errorf("the handler's result: %w", err)
		}
		return r, nil
	}
	status, ok := args.At(1).AsNumber()
	if !ok {
		return Failed(), fmt.Errorf("the handler returned a %s, not a status", args.At(1).TypeName())
	}
	return Response{status, args.At(2)}, nil
}

// Router finds the handler of a request by its method and its exact path. H is what a
// handler is. The zero Router is empty and ready.
type Router[H any] struct {
	handlers map[route]H
}

type route struct{ method, path string }

// Set makes h the handler of requests, in the place of any other. The error is
// ErrMethod.
func (r *Router[H]) Set(method, path string, h H) error {
	if !slices.Contains(Methods(), method) {
		return fmt.Errorf("%s: %w", quote(method), ErrMethod)
	}
	if r.handlers == nil {
		r.handlers = make(map[route]H)
	}
	r.handlers[route{method, path}] = h
	return nil
}

// Remove takes a handler away; it need not be there.
func (r *Router[H]) Remove(method, path string) { delete(r.handlers, route{method, path}) }

// Find finds the handler of a request.
func (r *Router[H]) Find(method, path string) (H, bool) {
	h, ok := r.handlers[route{method, path}]
	return h, ok
}

// Handler answers a request, of which it sees only the body.
type Handler func(body value.Value) (Response, error)

// Mux is a Router of handlers in Go. NewMux has the original's one route.
type Mux struct{ Router[Handler] }

// NewMux returns a Mux that answers GET / with "Hello World!", as the original does.
func NewMux() *Mux {
	m := &Mux{}
	m.handlers = map[route]Handler{{"GET", "/"}: func(value.Value) (Response, error) {
		return Response{200, value.String("Hello World!")}, nil
	}}
	return m
}

// Respond answers a message of a program. What is no request at all is not answered:
// ok is false. The error is why a handler failed.
func (m *Mux) Respond(message value.Value) (reply value.Value, ok bool, err error) {
	request, err := ParseRequest(message)
	switch {
	case errors.Is(err, ErrMethod):
		return NormalValue(MethodNotAllowed().Value()), true, nil
	case err != nil:
		return value.Nil, false, nil
	}
	handler, found := m.Find(request.Method, request.Path)
	if !found {
		return NormalValue(NotFound().Value()), true, nil
	}
	response, err := handler.run(request.Body)
	if err != nil {
		response, err = Failed(), fmt.Errorf("%s %s: %w", request.Method, quote(request.Path), err)
	}
	return NormalValue(response.Value()), true, err
}

func (h Handler) run(body value.Value) (r Response, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("the handler panicked: %v", problem)
		}
	}()
	return h(body)
}

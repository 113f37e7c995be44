package ctrp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// maxRedirects is how often a client follows at most.
const maxRedirects = 5

var (
	// ErrRedirects: one redirection led to another too often.
	ErrRedirects = fmt.Errorf("more than %d redirections", maxRedirects)
	// ErrDowngrade: a redirection led from TLS to plain text.
	ErrDowngrade = errors.New("a redirection leads from TLS to plain text")
	// ErrTarget: a redirection led nowhere.
	ErrTarget = errors.New("a redirection names no target")
)

// Client asks servers. The zero value is ready, and one client may be used by many at
// once.
type Client struct {
	// Dial connects to an address that the caller named or a server redirected to;
	// nil: by TCP. What it refuses is not reached.
	Dial         func(ctx context.Context, network, address string) (net.Conn, error)
	TLS          *tls.Config   // nil: the system's authorities; from version 1.2 on in any case
	Timeout      time.Duration // for a question with all that it entails; 0: 30 s
	MaxContent   int           // of a response, in bytes; 0: 1 MiB. In DoAll, of all pages together
	MaxRedirects int           // to follow, up to 5; 0: 5; negative: none, the 3x response is returned
	Schemes      []Scheme      // of URIs beside ctrp and ctrps
	Token        string        // for servers that want one; see WithToken. Not sent to other hosts than the first
	// Trace, if set, is called with every line on the wire as it was, without its
	// end; lines of a redirection's server follow.
	Trace func(sent bool, line string)
}

// Get asks for what a URI names.
func (c *Client) Get(ctx context.Context, uri string) (Response, error) {
	to, req, err := ParseURI(uri, c.Schemes...)
	if err != nil {
		return Response{}, err
	}
	return c.Do(ctx, to, req)
}

// Do sends a request and returns the response, whatever its status. It follows
// redirections.
func (c *Client) Do(ctx context.Context, to Address, req Request) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, orDefault(c.Timeout, defaultTimeout))
	defer cancel()
	return c.do(ctx, to, req, c.MaxContent)
}

// DoAll asks for pages, counted from 1, as long as the server has more, and returns
// them as one response with the status of the last. A page that is not 2x is returned
// alone.
func (c *Client) DoAll(ctx context.Context, to Address, page func(n int) Request) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, orDefault(c.Timeout, defaultTimeout))
	defer cancel()
	left := orDefault(c.MaxContent, DefaultMaxContent)
	var content strings.Builder
	for n := 1; ; n++ {
		r, err := c.do(ctx, to, page(n), left)
		if err != nil {
			return Response{}, fmt.Errorf("page %d: %w", n, err)
		}
		if !r.OK() {
			return r, nil
		}
		content.WriteString(r.Content)
		left -= len(r.Content)
		if !r.More() {
			r.Content = content.String()
			return r, nil
		}
		switch {
		case r.Content == "":
			return Response{}, protocolError("page %d is empty, but there is to be more", n)
		case left <= 0:
			return Response{}, fmt.Errorf("page %d: %w", n, ErrTooLarge)
		}
	}
}

func (c *Client) do(ctx context.Context, to Address, req Request, maxContent int) (Response, error) {
	most := min(orDefault(c.MaxRedirects, maxRedirects), maxRedirects)
	first := to
	for followed := 0; ; followed++ {
		token := c.Token
		if to != first {
			token = ""
		}
		r, err := c.exchange(ctx, to, req, token, maxContent)
		if err != nil || r.Status.Class() != Redirection || c.MaxRedirects < 0 {
			return r, err
		}
		if followed == most {
			return Response{}, ErrRedirects
		}
		if to, req, err = c.follow(to, r); err != nil {
			return Response{}, err
		}
	}
}

// follow returns where a redirection leads.
func (c *Client) follow(from Address, r Response) (Address, Request, error) {
	target, ok := r.Target()
	if !ok {
		return Address{}, Request{}, ErrTarget
	}
	command, _, _ := strings.Cut(target, " ")
	if !strings.Contains(command, "://") {
		req, err := ParseRequest(target)
		if err != nil {
			return Address{}, Request{}, fmt.Errorf("%w: %w", ErrTarget, err)
		}
		return from, req, nil
	}
	to, req, err := ParseURI(target, c.Schemes...)
	switch {
	case err != nil:
		return Address{}, Request{}, fmt.Errorf("follow a redirection: %w", err)
	case from.TLS && !to.TLS:
		return Address{}, Request{}, ErrDowngrade
	}
	return to, req, nil
}

// answer is what an answer is read with.
type answer struct {
	decoder Decoder
	in      [4096]byte
}

var answerPool = sync.Pool{New: func() any { return new(answer) }}

// free keeps it for another answer, unless this was a large one.
func (a *answer) free() {
	if cap(a.decoder.buffer)+cap(a.decoder.body) <= mostPooled {
		a.decoder.Reset()
		answerPool.Put(a)
	}
}

// exchange is one question and its answer on a connection of their own.
func (c *Client) exchange(ctx context.Context, to Address, req Request, token string, maxContent int) (Response, error) {
	if token != "" {
		req = Request{"TOKEN", token + " " + req.String()}
	}
	line, err := AppendRequest(nil, req)
	if err != nil {
		return Response{}, err
	}
	conn, err := c.connect(ctx, to)
	if err != nil {
		return Response{}, err
	}
	defer closeNow(conn)
	stop := context.AfterFunc(ctx, func() { closeNow(conn) })
	defer stop()

	if c.Trace != nil {
		c.Trace(true, string(line[:len(line)-2]))
	}
	a := answerPool.Get().(*answer)
	defer a.free()
	decoder := &a.decoder
	decoder.MaxContent = maxContent
	if c.Trace != nil {
		decoder.Trace = func(line string) { c.Trace(false, line) }
	}
	// A server that is full may have answered and closed before it read the
	// request, so a failure to send is told only if there is no answer.
	_, sendErr := conn.Write(line)
	for {
		n, readErr := conn.Read(a.in[:])
		decoder.Feed(a.in[:n])
		r, ok, err := decoder.Next()
		switch {
		case ok || err != nil:
			return r, err
		case readErr == nil:
			continue
		case ctx.Err() != nil:
			return Response{}, fmt.Errorf("wait for %s: %w", to, ctx.Err())
		}
		if r, err := decoder.End(); err == nil {
			return r, nil
		} else if isEnd(readErr) {
			if sendErr != nil {
				return Response{}, fmt.Errorf("send to %s: %w", to, sendErr)
			}
			return Response{}, err
		}
		return Response{}, fmt.Errorf("receive from %s: %w", to, readErr)
	}
}

// dial connects to a host by TCP, without probes that keep a connection alive, for it
// lasts for one exchange.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	if _, err := netip.ParseAddrPort(address); err == nil {
		ctx = undated{ctx} // there is one address to try
	}
	dialer := net.Dialer{KeepAlive: -1}
	return dialer.DialContext(ctx, network, address)
}

// undated is a context that does not tell when it will end. From one that does, a dialer
// shares the time out among a host's addresses and sets a timer of its own, which takes
// a tenth of the time of a short exchange.
type undated struct{ context.Context }

func (undated) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }

// connect dials and, if wanted, shakes hands.
func (c *Client) connect(ctx context.Context, to Address) (net.Conn, error) {
	connect := c.Dial
	if connect == nil {
		connect = dial
	}
	conn, err := connect(ctx, "tcp", to.String())
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", to, err)
	}
	if !to.TLS {
		return conn, nil
	}
	config := atLeastTLS12(c.TLS)
	if config.ServerName == "" {
		config.ServerName = to.Host
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("secure the connection to %s: %w", to, &TLSError{err})
	}
	return secure, nil
}

// TLSError is a handshake that failed.
type TLSError struct{ Err error }

func (e *TLSError) Error() string { return e.Err.Error() }
func (e *TLSError) Unwrap() error { return e.Err }

// isEnd tells whether the other side has ended the connection, in whichever way.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

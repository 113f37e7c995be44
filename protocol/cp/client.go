package cp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// ErrClosed is what a client's methods return when the connection has ended without
// failure.
var ErrClosed = errors.New("the chat has ended")

// maxPipelined is how many requests a client has under way at most.
const maxPipelined = 64

// mostWaiting is how many bytes of pushed messages wait at a client at most.
const mostWaiting = 16 << 20

// ClientOptions is how a Client behaves. The zero value is ready.
type ClientOptions struct {
	Token        string        // of a session to go on with, or the secret of the server
	Auth         bool          // speak the form of the later draft, with "Auth: " before tokens
	QueueLength  int           // of pushed messages; 0: 1000. The oldest are dropped for newer ones
	WriteTimeout time.Duration // 0: 30 s
	// Trace, if set, is called with every line on the wire as it was, without its
	// end. It may be called from two goroutines at once.
	Trace func(sent bool, line string)
}

// Client is a connection to a chat. Many may use it at once.
type Client struct {
	conn    net.Conn
	options ClientOptions
	slots   chan struct{} // as many as requests may be under way

	sending sync.Mutex // held while a request is sent

	mu       sync.Mutex
	token    string
	waiting  []chan<- Response // for a response, in order
	messages queue
	err      error         // why the connection has ended
	ended    chan struct{} // closed when it has
	arrived  chan struct{} // a pushed message is there; holds one at most
}

// Dial connects to a server.
func Dial(ctx context.Context, address string, options ClientOptions) (*Client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	return NewClient(conn, options), nil
}

// NewClient makes a client of a connection, which it closes.
func NewClient(conn net.Conn, options ClientOptions) *Client {
	c := &Client{
		conn: conn, options: options, token: options.Token,
		slots: make(chan struct{}, maxPipelined), ended: make(chan struct{}), arrived: make(chan struct{}, 1),
	}
	go c.receive()
	return c
}

// Token returns the token of the session, for another client to go on with. Before the
// first SetName it is that of the options.
func (c *Client) Token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// Close ends the connection, and waits for that. The session goes on at the server.
func (c *Client) Close() error {
	c.fail(ErrClosed)
	err := c.conn.Close()
	<-c.ended
	return err
}

// fail keeps the first reason why the connection ends.
func (c *Client) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

func (c *Client) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// receive reads until the connection ends.
func (c *Client) receive() {
	var responses Responses
	if c.options.Trace != nil {
		responses.Trace = func(line string) { c.options.Trace(false, line) }
	}
	c.fail(c.receiveAll(&responses))
	c.conn.Close()
	close(c.ended)
}

func (c *Client) receiveAll(responses *Responses) error {
	var buffer [readSize]byte
	for {
		n, readErr := c.conn.Read(buffer[:])
		responses.Feed(buffer[:n])
		for {
			r, ok, err := responses.Next()
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			if err := c.take(r); err != nil {
				return err
			}
		}
		switch {
		case readErr == nil:
		case !errors.Is(readErr, io.EOF):
			return fmt.Errorf("receive: %w", readErr)
		case responses.Partial():
			return fmt.Errorf("receive: %w", io.ErrUnexpectedEOF)
		default:
			return ErrClosed
		}
	}
}

// take hands a response to who waits for it, or keeps a message.
func (c *Client) take(r Response) error {
	if r.Token == "" && strings.HasPrefix(r.Data, incoming+" ") {
		m, err := ParseIncoming(r.Data)
		if err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.messages.push(queued{Message: Message{From: m.From, Text: m.Text}}, orDefault(c.options.QueueLength, defaultQueueMessages), mostWaiting)
		c.signal()
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		return fmt.Errorf("%w: a response that nobody asked for", ErrFrame)
	}
	if r.Token != "" {
		c.token = r.Token
	}
	c.waiting[0] <- r
	c.waiting = c.waiting[1:]
	<-c.slots
	return nil
}

// Do sends data, which it escapes, and returns the response, whatever its status.
func (c *Client) Do(ctx context.Context, data string) (Response, error) {
	select {
	case c.slots <- struct{}{}:
	case <-c.ended:
		return Response{}, c.failure()
	case <-ctx.Done():
		return Response{}, ctx.Err()
	}
	answer := make(chan Response, 1)
	if err := c.send(Escape(data), answer); err != nil {
		c.fail(err)
		c.conn.Close()
		<-c.ended
		return Response{}, c.failure()
	}
	select {
	case r := <-answer:
		return r, nil
	case <-ctx.Done():
		return Response{}, ctx.Err()
	case <-c.ended:
	}
	select { // it may have come with the end
	case r := <-answer:
		return r, nil
	default:
		return Response{}, c.failure()
	}
}

// send sends a request whose response goes to answer.
func (c *Client) send(line string, answer chan<- Response) error {
	c.sending.Lock()
	defer c.sending.Unlock()
	c.mu.Lock()
	req := Request{Token: c.token, Data: line, Auth: c.options.Auth}
	c.waiting = append(c.waiting, answer)
	c.mu.Unlock()
	wire := AppendRequest(nil, req)
	if c.options.Trace != nil {
		for line := range strings.SplitSeq(strings.TrimSuffix(string(wire), "\r\n"), "\r\n") {
			c.options.Trace(true, line)
		}
	}
	c.conn.SetWriteDeadline(time.Now().Add(orDefault(c.options.WriteTimeout, defaultTimeout)))
	if _, err := c.conn.Write(wire); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// command sends data and turns all statuses but 200 and 304 into a *StatusError.
func (c *Client) command(ctx context.Context, data string) (Response, error) {
	r, err := c.Do(ctx, data)
	if err != nil || r.Status == OK || r.Status == NotModified {
		return r, err
	}
	body, err := Unescape(r.Data)
	if err != nil {
		return r, err
	}
	return r, &StatusError{r.Status, body}
}

// SetName sets or changes the name of the user. To have it already is no error.
func (c *Client) SetName(ctx context.Context, name string) error {
	_, err := c.command(ctx, setName+" "+name)
	return err
}

// Tell sends a private message.
func (c *Client) Tell(ctx context.Context, to, text string) error {
	_, err := c.command(ctx, privateMessage+" "+to+" "+text)
	return err
}

// Broadcast sends a message to all other users.
func (c *Client) Broadcast(ctx context.Context, text string) error {
	_, err := c.command(ctx, broadcastMessage+" "+text)
	return err
}

// Push switches on or off that messages come by themselves; Next returns them.
func (c *Client) Push(ctx context.Context, on bool) error {
	state := " off"
	if on {
		state = " on"
	}
	_, err := c.command(ctx, push+state)
	return err
}

// Incoming is a message that a client receives.
type Incoming struct {
	From    string
	Text    string
	Private bool // always false for pushed messages, which do not tell
}

// Poll asks for the oldest message that waits at the server, and is not ok if there
// is none.
func (c *Client) Poll(ctx context.Context) (m Incoming, ok bool, err error) {
	r, err := c.command(ctx, poll)
	if err != nil || r.Status == NotModified {
		return Incoming{}, false, err
	}
	m, err = ParseIncoming(r.Data)
	return m, err == nil, err
}

// ParseIncoming reads the data of a response that is a message.
func ParseIncoming(data string) (Incoming, error) {
	plain, err := Unescape(data)
	if err != nil {
		return Incoming{}, err
	}
	verb, rest, _ := strings.Cut(plain, " ")
	from, text, ok := strings.Cut(rest, " ")
	if !ok || verb != privateMessage && verb != broadcastMessage && verb != incoming {
		return Incoming{}, fmt.Errorf("%w: %q is not a message", ErrFrame, shorten(data))
	}
	return Incoming{from, text, verb == privateMessage}, nil
}

// Next waits for a pushed message.
func (c *Client) Next(ctx context.Context) (Incoming, error) {
	for {
		if m, ok := c.taken(); ok {
			return m, nil
		}
		select {
		case <-c.arrived:
			continue
		case <-ctx.Done():
			return Incoming{}, ctx.Err()
		case <-c.ended:
		}
		if m, ok := c.taken(); ok {
			return m, nil
		}
		return Incoming{}, c.failure()
	}
}

// taken takes a pushed message, and wakes another goroutine if there are more.
func (c *Client) taken() (Incoming, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.messages.pop()
	if !c.messages.empty() {
		c.signal()
	}
	return Incoming{From: m.From, Text: m.Text}, ok
}

func (c *Client) signal() {
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

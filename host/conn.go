package host

import (
	"errors"
	"time"

	"ccnet/cryptonet"
	"ccnet/value"
)

// DefaultTimeout is how long is waited for an answer where nobody says.
const DefaultTimeout = 5 * time.Second

// maxWaiting is how many messages of a Conn wait to be received; further ones are
// dropped, as the game's queue does.
const maxWaiting = 256

// ErrLogin is the error of a log-in that the server has refused.
var ErrLogin = errors.New("the server refused the log-in")

// Conn is a connection to a CryptoNet server.
type Conn struct {
	*cryptonet.Socket
	host     *Host
	sealed   []value.Value
	plain    []value.Value
	arrived  signal
	logins   []bool // answers to log-ins
	answered signal
}

func (h *Host) newConn(socket *cryptonet.Socket) *Conn { return &Conn{Socket: socket, host: h} }

func (c *Conn) event(e cryptonet.Event) {
	switch e.Kind {
	case cryptonet.EncryptedMessage:
		c.arrive(&c.sealed, e.Value)
	case cryptonet.PlainMessage:
		c.arrive(&c.plain, e.Value)
	case cryptonet.LoggedIn, cryptonet.LoginFailed:
		c.logins = append(c.logins, e.Kind == cryptonet.LoggedIn)
		c.host.fire(&c.answered)
	case cryptonet.LoggedOut:
		c.host.fire(&c.answered)
	case cryptonet.ConnectionClosed:
		delete(c.host.conns, c.Socket)
		c.host.fire(&c.arrived)
		c.host.fire(&c.answered)
	}
}

func (c *Conn) arrive(messages *[]value.Value, v value.Value) {
	if len(*messages) < maxWaiting {
		*messages = append(*messages, v)
	} else {
		c.host.Log("too many messages wait to be received, dropping one")
	}
	c.host.fire(&c.arrived)
}

// Receive waits for the next sealed message. The error is ErrTimeout or ErrClosed;
// with 0 it does not wait.
func (c *Conn) Receive(timeout time.Duration) (value.Value, error) {
	return c.next(&c.sealed, timeout)
}

// ReceivePlain is Receive for messages that are not sealed.
func (c *Conn) ReceivePlain(timeout time.Duration) (value.Value, error) {
	return c.next(&c.plain, timeout)
}

func (c *Conn) next(messages *[]value.Value, timeout time.Duration) (value.Value, error) {
	err := c.await(&c.arrived, timeout, func() bool { return len(*messages) > 0 })
	if err != nil {
		return value.Nil, err
	}
	v := (*messages)[0]
	*messages = (*messages)[1:]
	return v, nil
}

// await waits until a condition holds that a signal tells of.
func (c *Conn) await(s *signal, timeout time.Duration, holds func() bool) error {
	until := c.host.Now() + timeout
	for !holds() {
		if c.Closed() {
			return ErrClosed
		}
		if c.host.Now() >= until {
			return ErrTimeout
		}
		c.host.wait(s, until)
	}
	return nil
}

// Login logs a user in and waits for the server's answer.
func (c *Conn) Login(user, password string, timeout time.Duration) error {
	c.logins = c.logins[:0]
	if _, err := c.Socket.Login(user, password); err != nil {
		return err
	}
	if err := c.await(&c.answered, timeout, func() bool { return len(c.logins) > 0 }); err != nil {
		return err
	}
	if !c.logins[0] {
		return ErrLogin
	}
	return nil
}

// Logout logs out and waits for the server to confirm it.
func (c *Conn) Logout(timeout time.Duration) error {
	if _, err := c.Socket.Logout(); err != nil {
		return err
	}
	return c.await(&c.answered, timeout, func() bool {
		_, in := c.User()
		return !in
	})
}

// Close closes the connection.
func (c *Conn) Close() {
	c.Socket.Close()
	delete(c.host.conns, c.Socket)
	c.host.fire(&c.arrived)
	c.host.fire(&c.answered)
}

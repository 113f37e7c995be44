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
	received []value.Value
	arrived  signal
	logins   []bool // answers to log-ins
	answered signal
}

func (c *Conn) event(e cryptonet.Event) {
	switch e.Kind {
	case cryptonet.EncryptedMessage:
		if len(c.received) < maxWaiting {
			c.received = append(c.received, e.Value)
		} else {
			c.host.Log("too many messages wait to be received, dropping one")
		}
		c.host.fire(&c.arrived)
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

// Receive waits for the next sealed message. The error is ErrTimeout or ErrClosed;
// with 0 it does not wait.
func (c *Conn) Receive(timeout time.Duration) (value.Value, error) {
	until := c.host.Now() + timeout
	for len(c.received) == 0 {
		if c.Closed() {
			return value.Nil, ErrClosed
		}
		if c.host.Now() >= until {
			return value.Nil, ErrTimeout
		}
		c.host.wait(&c.arrived, until)
	}
	v := c.received[0]
	c.received = c.received[1:]
	return v, nil
}

// Login logs a user in and waits for the server's answer.
func (c *Conn) Login(user, password string, timeout time.Duration) error {
	c.logins = c.logins[:0]
	if _, err := c.Socket.Login(user, password); err != nil {
		return err
	}
	until := c.host.Now() + timeout
	for len(c.logins) == 0 {
		if c.Closed() {
			return ErrClosed
		}
		if c.host.Now() >= until {
			return ErrTimeout
		}
		c.host.wait(&c.answered, until)
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
	until := c.host.Now() + timeout
	for {
		if _, in := c.User(); !in {
			return nil
		}
		if c.Closed() {
			return ErrClosed
		}
		if c.host.Now() >= until {
			return ErrTimeout
		}
		c.host.wait(&c.answered, until)
	}
}

// Close closes the connection.
func (c *Conn) Close() {
	c.Socket.Close()
	delete(c.host.conns, c.Socket)
	c.host.fire(&c.arrived)
	c.host.fire(&c.answered)
}

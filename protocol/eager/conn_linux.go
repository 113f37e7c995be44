package eager

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// conn is a connection that asks the kernel directly until something must be waited
// for, and is a file of Go's poller from then on.
type conn struct {
	listener *listener
	remote   *net.TCPAddr
	writing  sync.Mutex // held for a whole Write, so that what others write is not in between

	mu              sync.Mutex
	fd              int      // -1 if it has become a file or is closed
	file            *os.File // nil until something has to be waited for
	readBy, writeBy time.Time
}

func (c *conn) Read(p []byte) (int, error) {
	n, file, err := c.now(syscall.Read, p, &c.readBy)
	switch {
	case file != nil:
		n, err = file.Read(p)
	case n == 0 && err == nil && len(p) > 0:
		err = io.EOF
	}
	return n, c.explain("read", err)
}

func (c *conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	for written := 0; ; {
		n, file, err := c.now(syscall.Write, p[written:], &c.writeBy)
		if file != nil {
			n, err = file.Write(p[written:])
		}
		if written += n; err != nil || written == len(p) {
			return written, c.explain("write", err)
		}
	}
}

// now reads or writes what can be without waiting. If nothing can be, it returns the
// file that waits.
func (c *conn) now(do func(int, []byte) (int, error), p []byte, by *time.Time) (n int, file *os.File, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.file != nil:
		return 0, c.file, nil
	case c.fd < 0:
		return 0, nil, net.ErrClosed
	case !by.IsZero() && !time.Now().Before(*by):
		return 0, nil, os.ErrDeadlineExceeded
	}
	n, err = do(c.fd, p)
	for err == syscall.EINTR {
		n, err = do(c.fd, p)
	}
	if err == syscall.EAGAIN {
		file, err = c.wait()
	}
	return max(n, 0), file, err
}

// wait makes the connection known to the poller. The mutex must be held.
func (c *conn) wait() (*os.File, error) {
	c.file, c.fd = os.NewFile(uintptr(c.fd), "connection"), -1
	err := c.file.SetReadDeadline(c.readBy)
	if err == nil {
		err = c.file.SetWriteDeadline(c.writeBy)
	}
	if err != nil { // the poller does not take it
		c.file.Close()
		return nil, err
	}
	return c.file, nil
}

// explain says what package net would.
func (c *conn) explain(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if errors.Is(err, os.ErrClosed) {
		err = net.ErrClosed
	}
	if number, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, number)
	}
	return &net.OpError{Op: op, Net: "tcp", Addr: c.remote, Err: err}
}

func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := net.ErrClosed
	switch {
	case c.file != nil:
		err = c.file.Close()
	case c.fd >= 0:
		err = syscall.Close(c.fd)
		c.fd = -1
	}
	return c.explain("close", err)
}

// CloseWrite tells the client that nothing more will come.
func (c *conn) CloseWrite() error {
	var failed error
	if !c.control(func(fd int) { failed = syscall.Shutdown(fd, syscall.SHUT_WR) }) {
		failed = net.ErrClosed
	}
	return c.explain("close", failed)
}

// control lends the descriptor, unless the connection is closed.
func (c *conn) control(use func(fd int)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file != nil {
		raw, err := c.file.SyscallConn()
		return err == nil && raw.Control(func(fd uintptr) { use(int(fd)) }) == nil
	}
	if c.fd >= 0 {
		use(c.fd)
		return true
	}
	return false
}

func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

func (c *conn) SetReadDeadline(t time.Time) error {
	return c.setDeadline(&c.readBy, t, (*os.File).SetReadDeadline)
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.setDeadline(&c.writeBy, t, (*os.File).SetWriteDeadline)
}

func (c *conn) setDeadline(by *time.Time, t time.Time, set func(*os.File, time.Time) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.file != nil && set(c.file, t) == nil:
		return nil
	case c.fd < 0: // or the file is closed
		return c.explain("set", net.ErrClosed)
	}
	*by = t
	return nil
}

func (c *conn) RemoteAddr() net.Addr { return c.remote }

// LocalAddr is the listener's address if the connection is closed.
func (c *conn) LocalAddr() net.Addr {
	var local syscall.Sockaddr
	c.control(func(fd int) { local, _ = syscall.Getsockname(fd) })
	if addr := tcpAddr(local); addr != nil {
		return addr
	}
	return c.listener.addr
}

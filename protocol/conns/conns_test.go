package conns_test

import (
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/protocol/conns"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return ln
}

func TestSetServesUntilItIsStopped(t *testing.T) {
	defer goleak.VerifyNone(t)
	var s conns.Set[net.Conn]
	ln := listen(t)
	taken, ended := make(chan net.Conn), make(chan error)
	go func() {
		ended <- s.Serve(ln, func(c net.Conn) {
			_, ok := s.Add(c, 10)
			assert.True(t, ok)
			taken <- c
		}, nil)
	}()
	client, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	defer client.Close()
	c := <-taken
	assert.True(t, s.WhileOpen(func() {}))

	var told []net.Conn
	done := s.Stop(func(c net.Conn) { told = append(told, c); c.Close() })
	assert.Equal(t, []net.Conn{c}, told)
	require.ErrorIs(t, <-ended, conns.ErrClosed)
	select {
	case <-done:
		t.Fatal("there is a connection left")
	default:
	}
	s.Remove(c)
	<-done
	assert.False(t, s.WhileOpen(func() { t.Error("it is closed") }))
	_, ok := s.Add(c, 10)
	assert.False(t, ok)
	require.ErrorIs(t, s.Serve(listen(t), nil, nil), conns.ErrClosed)
}

func TestSetHasALimit(t *testing.T) {
	var s conns.Set[int]
	for i := range 3 {
		before, ok := s.Add(i, 3)
		assert.Equal(t, i, before)
		assert.True(t, ok)
	}
	before, ok := s.Add(3, 3)
	assert.Equal(t, 3, before)
	assert.False(t, ok)
	s.Remove(1)
	_, ok = s.Add(3, 3)
	assert.True(t, ok)
}

func TestSetWithoutConnectionsIsDoneAtOnce(t *testing.T) {
	var s conns.Set[int]
	<-s.Stop(nil)
	<-s.Stop(nil)
}

// flaky is a listener that fails twice before it is closed by somebody else.
type flaky struct {
	net.Listener
	failures int
}

var errFull = errors.New("out of files")

func (f *flaky) Accept() (net.Conn, error) {
	if f.failures--; f.failures >= 0 {
		return nil, errFull
	}
	f.Close()
	return f.Listener.Accept()
}

func TestSetTriesAgain(t *testing.T) {
	var s conns.Set[int]
	var told []error
	err := s.Serve(&flaky{listen(t), 2}, nil, func(err error) { told = append(told, err) })
	require.ErrorIs(t, err, net.ErrClosed)
	require.Len(t, told, 2)
	require.ErrorIs(t, told[1], errFull)
}

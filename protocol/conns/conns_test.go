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
			assert.Equal(t, conns.Served, s.Add(c, "", conns.Limit{All: 10}, 0))
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
	assert.Equal(t, conns.NoRoom, s.Add(c, "", conns.Limit{All: 10}, 10))
	require.ErrorIs(t, s.Serve(listen(t), nil, nil), conns.ErrClosed)
}

func TestSetHasALimit(t *testing.T) {
	var s conns.Set[int]
	limit := conns.Limit{All: 3}
	for i := range 3 {
		assert.Equal(t, conns.Served, s.Add(i, "", limit, 1))
	}
	assert.Equal(t, conns.ToldFull, s.Add(3, "", limit, 1))
	assert.Equal(t, conns.NoRoom, s.Add(4, "", limit, 1))
	s.Remove(4) // which is not there
	s.Remove(1)
	assert.Equal(t, conns.Served, s.Add(5, "", limit, 1))
	assert.Equal(t, conns.NoRoom, s.Add(6, "", limit, 1))
	s.Remove(3)
	assert.Equal(t, conns.ToldFull, s.Add(7, "", limit, 1))
}

// TestSetKeepsRoomForOthers: what one peer cannot have, another can.
func TestSetKeepsRoomForOthers(t *testing.T) {
	var s conns.Set[int]
	limit := conns.Limit{All: 64}
	greedy := map[conns.Room]int{}
	for i := range 200 {
		greedy[s.Add(i, "192.0.2.1", limit, 64)]++
	}
	assert.Equal(t, map[conns.Room]int{conns.Served: 14, conns.ToldLimit: 14, conns.NoRoom: 172}, greedy, "a quarter of the 56 that are not kept for this machine")
	assert.Equal(t, conns.Served, s.Add(1000, "192.0.2.2", limit, 64))
	assert.Equal(t, conns.Served, s.Add(1001, "127.0.0.1", limit, 64))
	for i := range 200 {
		s.Remove(i)
	}
	assert.Equal(t, conns.Served, s.Add(1002, "192.0.2.1", limit, 64))
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

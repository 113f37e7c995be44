package eager_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/net/nettest"

	"ccnet/protocol/eager"
)

func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := eager.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	return ln
}

// connect returns both ends of a connection on which the client has said its first words.
func connect(t testing.TB, ln net.Listener, words string) (server net.Conn, client *net.TCPConn) {
	t.Helper()
	c, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, words)
	require.NoError(t, err)
	server, err = ln.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { server.Close() })
	deadline := time.Now().Add(time.Minute) // only so that a broken test ends
	c.SetDeadline(deadline)
	server.SetDeadline(deadline)
	return server, c.(*net.TCPConn)
}

// TestConn checks that connections behave as any others, whether something has been
// waited for before or not.
func TestConn(t *testing.T) {
	for _, known := range []bool{false, true} {
		t.Run(fmt.Sprintf("known to the poller %t", known), func(t *testing.T) {
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				ln := listen(t)
				server, client := connect(t, ln, "x")
				_, err = io.ReadFull(server, make([]byte, 1))
				if err == nil && known {
					server.SetReadDeadline(time.Now().Add(time.Millisecond))
					_, err = server.Read(make([]byte, 1))
					if errors.Is(err, os.ErrDeadlineExceeded) {
						err = nil
					}
				}
				server.SetDeadline(time.Time{})
				client.SetDeadline(time.Time{})
				return server, client, func() { server.Close(); client.Close(); ln.Close() }, err
			})
		})
	}
}

func TestExchange(t *testing.T) {
	defer goleak.VerifyNone(t)
	server, client := connect(t, listen(t), "question")
	assert.Equal(t, client.LocalAddr().String(), server.RemoteAddr().String())
	assert.Equal(t, client.RemoteAddr().String(), server.LocalAddr().String())
	assert.IsType(t, &net.TCPAddr{}, server.RemoteAddr())
	buffer := make([]byte, 100)
	n, err := server.Read(buffer)
	require.NoError(t, err)
	assert.Equal(t, "question", string(buffer[:n]))
	_, err = io.WriteString(server, "answer")
	require.NoError(t, err)
	require.NoError(t, server.Close())
	got, err := io.ReadAll(client)
	require.NoError(t, err)
	assert.Equal(t, "answer", string(got))

	assert.ErrorIs(t, server.Close(), net.ErrClosed)
	_, err = server.Read(buffer)
	assert.ErrorIs(t, err, net.ErrClosed)
	_, err = server.Write(buffer)
	assert.ErrorIs(t, err, net.ErrClosed)
	assert.ErrorIs(t, server.SetDeadline(time.Now()), net.ErrClosed)
	assert.ErrorIs(t, server.(interface{ CloseWrite() error }).CloseWrite(), net.ErrClosed)
	assert.NotNil(t, server.LocalAddr())
}

// TestWaiting: what does not go at once is waited for.
func TestWaiting(t *testing.T) {
	defer goleak.VerifyNone(t)
	server, client := connect(t, listen(t), "a")
	buffer := make([]byte, 1)
	_, err := server.Read(buffer)
	require.NoError(t, err)
	server.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err = server.Read(buffer)
	var timeout net.Error
	require.ErrorAs(t, err, &timeout)
	assert.True(t, timeout.Timeout())
	server.SetReadDeadline(time.Now().Add(time.Minute))
	go io.WriteString(client, "b")
	_, err = server.Read(buffer)
	require.NoError(t, err)
	assert.Equal(t, "b", string(buffer))
	require.NoError(t, client.CloseWrite())
	_, err = server.Read(buffer)
	assert.Equal(t, io.EOF, err)
	require.NoError(t, server.(interface{ CloseWrite() error }).CloseWrite())
	_, err = client.Read(buffer)
	assert.Equal(t, io.EOF, err)
	require.NoError(t, server.Close())
	_, err = server.Read(buffer)
	assert.ErrorIs(t, err, net.ErrClosed)
	assert.ErrorIs(t, server.SetDeadline(time.Now()), net.ErrClosed)
}

// TestMuch: an answer that is larger than the kernel's buffers arrives as it is.
func TestMuch(t *testing.T) {
	server, client := connect(t, listen(t), "more")
	_, err := io.ReadFull(server, make([]byte, 4)) // or else closing it is a reset
	require.NoError(t, err)
	much := strings.Repeat("0123456789abcdef", 1<<20)
	go func() {
		n, err := io.WriteString(server, much)
		assert.NoError(t, err)
		assert.Len(t, much, n)
		server.Close()
	}()
	got, err := io.ReadAll(client)
	require.NoError(t, err)
	assert.True(t, string(got) == much)
}

// TestWritesOfMany: what several goroutines write at a time stays together.
func TestWritesOfMany(t *testing.T) {
	const size, writes = 4 << 20, 8 // more than the kernel's buffers hold
	for range 4 {
		server, client := connect(t, listen(t), "x")
		_, err := io.ReadFull(server, make([]byte, 1))
		require.NoError(t, err)
		var group sync.WaitGroup
		for i := range writes {
			group.Go(func() {
				_, err := server.Write(bytes.Repeat([]byte{byte('a' + i)}, size))
				assert.NoError(t, err)
			})
		}
		got := make([]byte, size)
		for range writes {
			_, err = io.ReadFull(client, got)
			assert.NoError(t, err)
			assert.Equal(t, size, bytes.Count(got, got[:1]))
		}
		group.Wait()
	}
}

// TestPastDeadline: even what would go at once does not after its time.
func TestPastDeadline(t *testing.T) {
	server, _ := connect(t, listen(t), "late")
	server.SetDeadline(time.Now().Add(-time.Second))
	_, err := server.Read(make([]byte, 10))
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	_, err = server.Write(make([]byte, 10))
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
}

// TestSilentClients: who says nothing, or hangs up at once, is handed over as well.
func TestSilentClients(t *testing.T) {
	ln := listen(t)
	silent, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	defer silent.Close()
	gone, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	require.NoError(t, gone.Close())
	for range 2 {
		server, err := ln.Accept()
		require.NoError(t, err)
		defer server.Close()
		if server.RemoteAddr().String() == gone.LocalAddr().String() {
			_, err = server.Read(make([]byte, 1))
			assert.Equal(t, io.EOF, err)
		}
	}
}

// TestClientResets: the failure is told as package net tells it.
func TestClientResets(t *testing.T) {
	server, client := connect(t, listen(t), "x")
	client.SetLinger(0)
	client.Close()
	var err error
	for err == nil { // until what it sent has been read
		_, err = server.Read(make([]byte, 1))
	}
	assert.ErrorIs(t, err, syscall.ECONNRESET)
	for err = nil; err == nil; {
		_, err = server.Write([]byte("y"))
	}
	assert.True(t, errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET), err)
}

// TestCloseWhileBusy: connections may be closed at any time by anybody.
func TestCloseWhileBusy(t *testing.T) {
	defer goleak.VerifyNone(t)
	ln := listen(t)
	for range 100 {
		server, client := connect(t, ln, "xyz")
		done := make(chan error)
		go func() {
			var err error
			for err == nil {
				_, err = server.Read(make([]byte, 1))
			}
			done <- err
		}()
		server.Close()
		assert.ErrorIs(t, <-done, net.ErrClosed)
		client.Close()
	}
}

func TestListener(t *testing.T) {
	defer goleak.VerifyNone(t)
	_, err := eager.Listen(t.Context(), "127.0.0.1:no")
	assert.Error(t, err)
	ln := listen(t)
	_, err = eager.Listen(t.Context(), ln.Addr().String())
	assert.ErrorIs(t, err, syscall.EADDRINUSE)
	ended := make(chan error)
	go func() {
		_, err := ln.Accept()
		ended <- err
	}()
	require.NoError(t, ln.Close())
	assert.ErrorIs(t, <-ended, net.ErrClosed)
	_, err = ln.Accept()
	assert.ErrorIs(t, err, net.ErrClosed)
	again, err := eager.Listen(t.Context(), ln.Addr().String())
	require.NoError(t, err, "the port is free")
	again.Close()
}

// TestBothFamilies: a listener at no address in particular tells who came, and where.
func TestBothFamilies(t *testing.T) {
	ln, err := eager.Listen(t.Context(), ":0")
	require.NoError(t, err)
	defer ln.Close()
	for _, host := range []string{"127.0.0.1", "::1"} {
		to := net.JoinHostPort(host, fmt.Sprint(ln.Addr().(*net.TCPAddr).Port))
		client, err := net.Dial("tcp", to)
		if err != nil && host == "::1" {
			t.Skip("there is no IPv6")
		}
		require.NoError(t, err)
		defer client.Close()
		io.WriteString(client, "x")
		server, err := ln.Accept()
		require.NoError(t, err)
		defer server.Close()
		assert.Equal(t, client.LocalAddr().String(), server.RemoteAddr().String())
		assert.Equal(t, to, server.LocalAddr().String())
	}
}

func Example() {
	ln, err := eager.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer ln.Close()
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		name := make([]byte, 100)
		n, _ := conn.Read(name)
		fmt.Fprintf(conn, "Hello, %s", name[:n])
	}()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	io.WriteString(conn, "world")
	io.Copy(os.Stdout, conn)
	// Output: Hello, world
}

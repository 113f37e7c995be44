package ctrp_test

import (
	"context"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
)

// TestConnectingTakesTooLong: a client's patience ends also while it connects, here to a
// socket whose queue is full.
func TestConnectingTakesTooLong(t *testing.T) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer syscall.Close(fd)
	require.NoError(t, syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	require.NoError(t, syscall.Listen(fd, 0))
	local, err := syscall.Getsockname(fd)
	require.NoError(t, err)
	full := ctrp.Address{Host: "127.0.0.1", Port: local.(*syscall.SockaddrInet4).Port}
	for err == nil { // until the kernel takes no more
		var conn net.Conn
		if conn, err = net.DialTimeout("tcp", full.String(), 100*time.Millisecond); err == nil {
			defer conn.Close()
		}
	}

	client := ctrp.Client{Timeout: 50 * time.Millisecond}
	_, err = client.Do(t.Context(), full, ctrp.Request{Command: "X"})
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorContains(t, err, "connect to "+full.String())

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = new(ctrp.Client).Do(ctx, full, ctrp.Request{Command: "X"})
	assert.ErrorIs(t, err, context.Canceled)
}

package ctrp_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
)

// from connects from another address of this machine; all of 127.0.0.0/8 are.
func from(t *testing.T, address string, to ctrp.Address) *net.TCPConn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	conn, err := dialer.Dial("tcp", to.String())
	if err != nil {
		t.Skipf("this machine has no %s: %v", address, err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute)) // only so that a broken test ends
	return conn.(*net.TCPConn)
}

func askFrom(t *testing.T, address string, to ctrp.Address, request string) string {
	t.Helper()
	conn := from(t, address, to)
	_, err := io.WriteString(conn, request+"\r\n")
	require.NoError(t, err)
	return readAll(t, conn)
}

// TestOneAddressLeavesRoom: an address that takes all the connections it can get is told
// so; others are served meanwhile.
func TestOneAddressLeavesRoom(t *testing.T) {
	for _, row := range []struct {
		each, served, told int
	}{{0, 16, 16}, {5, 5, 16}, {100, 64, 16}} {
		t.Run(fmt.Sprint(row.each), func(t *testing.T) {
			to := start(t, &ctrp.Server{Handler: echo, MaxConns: 64, MaxPerPeer: row.each})
			got := map[string]int{}
			var open []*net.TCPConn
			for range 200 { // all at once, before any of them has asked
				open = append(open, from(t, "127.0.0.2", to))
			}
			// This one is the last to be taken, so all the others have been.
			other := from(t, "127.0.0.3", to)
			fmt.Fprint(other, "ECHO hi\r\n")
			answer, err := io.ReadAll(other)
			if row.each < 64 {
				require.NoError(t, err)
				assert.Equal(t, "20 OK\r\nhi\r\n.\r\n", string(answer))
			}
			var mu sync.Mutex
			var all sync.WaitGroup
			for _, conn := range open {
				all.Go(func() {
					fmt.Fprint(conn, "ECHO hi\r\n")
					answer, _ := io.ReadAll(conn) // a reset is no answer
					mu.Lock()
					defer mu.Unlock()
					got[strings.Split(string(answer), "\r\n")[0]]++
				})
			}
			all.Wait()
			assert.Equal(t, row.served, got["20 OK"], got)
			assert.Equal(t, row.told, got["61 RATE LIMITED"]+got["60 SERVICE UNAVAILABLE"], got)
			require.Eventually(t, func() bool {
				return askFrom(t, "127.0.0.2", to, "ECHO again") == "20 OK\r\nagain\r\n.\r\n"
			}, time.Minute, time.Millisecond, "there is room again")
		})
	}
}

// TestInTurn: the requests of one address wait for each other, those of others are next.
func TestInTurn(t *testing.T) {
	var order []string // only one at a time writes to it
	var waiting atomic.Int32
	entered, leave := make(chan struct{}, 100), make(chan struct{})
	inTurn := ctrp.InTurn(1, ctrp.HandlerFunc(func(_ context.Context, req ctrp.Request) ctrp.Response {
		order = append(order, req.Arguments)
		entered <- struct{}{}
		<-leave
		return ctrp.Text("")
	}))
	to := start(t, &ctrp.Server{Handler: ctrp.HandlerFunc(func(ctx context.Context, req ctrp.Request) ctrp.Response {
		waiting.Add(1)
		return inTurn.ServeCTRP(ctx, req)
	})})
	var all sync.WaitGroup
	ask := func(address, what string) {
		conn := from(t, address, to)
		fmt.Fprintf(conn, "ECHO %s\r\n", what)
		all.Go(func() { readAll(t, conn) })
	}
	ask("127.0.0.2", "greedy")
	<-entered
	for range 50 {
		ask("127.0.0.2", "greedy")
	}
	require.Eventually(t, func() bool { return waiting.Load() == 51 }, time.Minute, time.Millisecond)
	ask("127.0.0.3", "modest")
	require.Eventually(t, func() bool { return waiting.Load() == 52 }, time.Minute, time.Millisecond)
	for range 51 {
		leave <- struct{}{}
		<-entered
	}
	leave <- struct{}{}
	all.Wait()
	require.Len(t, order, 52)
	assert.Less(t, slices.Index(order, "modest"), 51, "it came last and is not the last")
}

// TestInTurnGivesUp: who waits too long is told so.
func TestInTurnGivesUp(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	h := ctrp.InTurn(1, ctrp.HandlerFunc(func(context.Context, ctrp.Request) ctrp.Response {
		close(entered)
		<-leave
		return ctrp.Text("done")
	}))
	first := make(chan ctrp.Response)
	go func() { first <- h.ServeCTRP(context.Background(), ctrp.Request{}) }()
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.Equal(t, ctrp.ServiceUnavailable, h.ServeCTRP(ctx, ctrp.Request{}).Status)
	close(leave)
	assert.Equal(t, "done", (<-first).Content)
}

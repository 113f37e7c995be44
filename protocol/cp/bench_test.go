package cp_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/protocol/cp"
)

// BenchmarkHub is a private message and the poll that takes it, without a network.
func BenchmarkHub(b *testing.B) {
	h := cp.NewHub(cp.Config{Rand: seeded()})
	token := func(name string) (*cp.Conn, string) {
		c := h.Open(func() {})
		c.Feed([]byte("\r\n\r\nSet-name " + name + "\r\n"))
		c.Next()
		return c, string(bytes.Split(c.Output(1), []byte("\r\n"))[1])
	}
	anna, annas := token("anna")
	boris, borises := token("boris")
	say := cp.AppendRequest(nil, cp.Request{Token: annas, Data: "Private-message boris hello, how are you?"})
	poll := cp.AppendRequest(nil, cp.Request{Token: borises, Data: "Poll"})
	b.ReportAllocs()
	for b.Loop() {
		anna.Feed(say)
		anna.Next()
		anna.Output(1)
		boris.Feed(poll)
		boris.Next()
		if !bytes.HasPrefix(boris.Output(1), []byte("200")) {
			b.Fatal("no message")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkMessages is private messages over loopback from one client to another, to
// which they are pushed. Each is acknowledged before the next is sent.
func BenchmarkMessages(b *testing.B) {
	benchmarkMessages(b, 1)
}

// BenchmarkPipelined has 32 messages under way.
func BenchmarkPipelined(b *testing.B) {
	benchmarkMessages(b, 32)
}

func benchmarkMessages(b *testing.B, underWay int) {
	address := start(b, &cp.Server{Hub: cp.NewHub(cp.Config{QueueMessages: 1 << 20, QueueBytes: 1 << 30, TotalBytes: math.MaxInt})})
	anna := enter(b, address, "anna", cp.ClientOptions{})
	boris := enter(b, address, "boris", cp.ClientOptions{QueueLength: 1 << 20})
	require.NoError(b, boris.Push(b.Context(), true))
	received := make(chan error, 1)
	count := make(chan int, 1)
	go func() {
		want := -1
		for got := 0; got != want; {
			if want < 0 {
				select {
				case want = <-count:
					continue
				default:
				}
			}
			if _, err := boris.Next(context.Background()); err != nil {
				received <- err
				return
			}
			got++
		}
		received <- nil
	}()
	work := make(chan struct{}, underWay)
	sent := make(chan error, underWay)
	for range underWay {
		go func() {
			var err error
			for range work {
				if err == nil {
					err = anna.Tell(context.Background(), "boris", "hello, how are you?")
				}
			}
			sent <- err
		}()
	}
	b.ResetTimer()
	count <- b.N
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	for range underWay {
		require.NoError(b, <-sent)
	}
	require.NoError(b, <-received)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkBroadcast is a message to a hundred users over loopback, to all of whom it
// is pushed.
func BenchmarkBroadcast(b *testing.B) {
	hub := cp.NewHub(cp.Config{QueueMessages: 1 << 20, QueueBytes: 1 << 30, TotalBytes: math.MaxInt})
	address := start(b, &cp.Server{Hub: hub})
	bot, err := hub.Join("bot", nil)
	require.NoError(b, err)
	const users = 100
	done := make(chan error, users)
	for i := range users {
		conn, err := net.Dial("tcp", address)
		require.NoError(b, err)
		c := cp.NewClient(conn, cp.ClientOptions{QueueLength: 1 << 20})
		defer c.Close()
		require.NoError(b, c.SetName(b.Context(), fmt.Sprint("user", i)))
		require.NoError(b, c.Push(b.Context(), true))
		go func() {
			for range b.N {
				if _, err := c.Next(context.Background()); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	b.ResetTimer()
	for range b.N {
		require.NoError(b, bot.Broadcast("hello, how are you?"))
	}
	for range users {
		require.NoError(b, <-done)
	}
	b.ReportMetric(users*float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

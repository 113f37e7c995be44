package cp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/protocol/cp"
)

// start serves on loopback until the test ends, and checks that nothing stays behind.
func start(t testing.TB, s *cp.Server) string {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ln) }()
	t.Cleanup(func() {
		s.Close()
		assert.ErrorIs(t, <-done, cp.ErrServerClosed)
		goleak.VerifyNone(t, ignore)
	})
	return ln.Addr().String()
}

// dial connects without any of the package's own code.
func dial(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute)) // only so that a broken test ends
	return conn.(*net.TCPConn)
}

// enter is a client with a name.
func enter(t testing.TB, address, name string, o cp.ClientOptions) *cp.Client {
	t.Helper()
	c, err := cp.Dial(context.Background(), address, o)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.SetName(context.Background(), name))
	return c
}

func TestServer(t *testing.T) {
	address := start(t, &cp.Server{Hub: cp.NewHub(cp.Config{Rand: seeded()})})
	for i, row := range []struct{ name, in, want string }{
		{"a chain", "\r\n\r\nSet-name a#\r\n\r\n\r\nPoll\r\n\n\nBrew\n", "400 Bad Request\r\n\r\nUsername is invalid.\r\n401 Unauthorized\r\n\r\n\r\n401 Unauthorized\r\n\r\n\r\n"},
		{"half a request", "\r\n\r\nSet-na", ""},
		{"nothing", "", ""},
		{"a broken frame", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"a long line", "\r\n\r\n" + strings.Repeat("x", 50_000), "400 Bad Request\r\n\r\n\r\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			conn := dial(t, address)
			_, err := io.WriteString(conn, row.in)
			require.NoError(t, err)
			require.NoError(t, conn.CloseWrite(), "a client may end its half")
			got, err := io.ReadAll(conn)
			require.NoError(t, err)
			assert.Equal(t, row.want, string(got))
		})
		if len(row.in) > 1000 { // the answer comes before the end
			continue
		}
		t.Run(row.name+", byte by byte", func(t *testing.T) {
			conn := dial(t, address)
			for i := range len(row.in) {
				if _, err := conn.Write([]byte{row.in[i]}); err != nil {
					break // it was answered before its end
				}
			}
			conn.CloseWrite()
			got, _ := io.ReadAll(conn)
			assert.Equal(t, row.want, string(got), i)
		})
	}
}

// TestClientOfTheLaterForm: client and server say the same in the form of the later
// draft.
func TestClientOfTheLaterForm(t *testing.T) {
	ctx := t.Context()
	address := start(t, &cp.Server{})
	lines := make(chan string, 100)
	anna := enter(t, address, "anna", cp.ClientOptions{Auth: true, Trace: func(sent bool, line string) {
		if !sent {
			lines <- line
		}
	}})
	boris := enter(t, address, "boris", cp.ClientOptions{})
	require.NoError(t, anna.Push(ctx, true))
	require.NoError(t, boris.Broadcast(ctx, "hi"))
	m, err := anna.Next(ctx)
	require.NoError(t, err)
	assert.Equal(t, cp.Incoming{From: "boris", Text: "hi"}, m)
	var got []string
	for range 12 {
		got = append(got, <-lines)
	}
	token := anna.Token()
	assert.Equal(t, []string{
		"200 OK", "Auth: " + token, "", "",
		"200 OK", "Auth: " + token, "", "",
		"200 OK", "Auth: ", "", "Incoming-message boris hi",
	}, got)
}

func TestClient(t *testing.T) {
	ctx := t.Context()
	address := start(t, &cp.Server{})
	var lines []string
	anna := enter(t, address, "anna", cp.ClientOptions{Trace: func(sent bool, line string) {
		if sent {
			lines = append(lines, line)
		}
	}})
	boris := enter(t, address, "boris", cp.ClientOptions{})
	assert.NotEmpty(t, anna.Token())
	assert.Equal(t, []string{"", "", "Set-name anna"}, lines)
	require.NoError(t, anna.SetName(ctx, "anna"), "the name one has")
	require.NoError(t, anna.Tell(ctx, "boris", "line1\nline2"))
	require.NoError(t, anna.Broadcast(ctx, "all"))
	m, ok, err := boris.Poll(ctx)
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, cp.Incoming{From: "anna", Text: "line1\nline2", Private: true}, m)
	require.NoError(t, boris.Push(ctx, true))
	m, err = boris.Next(ctx)
	require.NoError(t, err)
	assert.Equal(t, cp.Incoming{From: "anna", Text: "all"}, m)
	require.NoError(t, boris.Push(ctx, false))
	require.NoError(t, anna.Broadcast(ctx, "again"))
	m, ok, err = boris.Poll(ctx)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "again", m.Text)
	_, ok, err = boris.Poll(ctx)
	require.NoError(t, err)
	assert.False(t, ok)

	for _, row := range []struct {
		err  error
		want string
	}{
		{anna.Tell(ctx, "nobody", "x"), "404 Not Found"},
		{anna.Tell(ctx, "anna", "x"), "403 Forbidden"},
		{anna.SetName(ctx, "boris"), "400 Bad Request: Username is not unique."},
		{anna.SetName(ctx, "a b"), "400 Bad Request: Username is invalid."},
	} {
		assert.EqualError(t, row.err, row.want)
	}
	r, err := anna.Do(ctx, "Brew")
	require.NoError(t, err)
	assert.Equal(t, cp.TeaPocket, r.Status)

	// The session outlives its connection.
	anna.Close()
	assert.ErrorIs(t, anna.Broadcast(ctx, "x"), cp.ErrClosed)
	_, err = anna.Next(ctx)
	assert.ErrorIs(t, err, cp.ErrClosed)
	require.NoError(t, boris.Tell(ctx, "anna", "meanwhile"))
	back := enter(t, address, "anna", cp.ClientOptions{Token: anna.Token()})
	m, ok, err = back.Poll(ctx)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "meanwhile", m.Text)
}

// TestClientOfStrangers: what a client makes of servers that are not ours.
func TestClientOfStrangers(t *testing.T) {
	for _, row := range []struct{ name, script, want string }{
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", "not a message of CP/0.0.0"},
		{"silence", "", "the chat has ended"},
		{"half a response", "200 OK\r\nab", "unexpected EOF"},
		{"two responses", "200 OK\r\n\r\n\r\n200 OK\r\n\r\n\r\n", ""},
		{"a bad escape", "400 Bad Request\r\n\r\n\\x\r\n", "escaped UTF-8"},
	} {
		t.Run(row.name, func(t *testing.T) {
			here, there := net.Pipe()
			c := cp.NewClient(here, cp.ClientOptions{})
			defer c.Close()
			go func() {
				defer there.Close()
				io.ReadAtLeast(there, make([]byte, 100), len("\r\n\r\nSet-name anna\r\n"))
				io.WriteString(there, row.script)
			}()
			err := c.SetName(t.Context(), "anna")
			if row.want == "" {
				require.NoError(t, err)
				_, err = c.Next(t.Context())
				assert.ErrorContains(t, err, "nobody asked")
				return
			}
			assert.ErrorContains(t, err, row.want)
		})
	}
}

// TestClientGivesUp: who stops to wait gets the right answers afterwards.
func TestClientGivesUp(t *testing.T) {
	here, there := net.Pipe()
	c := cp.NewClient(here, cp.ClientOptions{})
	defer c.Close()
	defer there.Close()
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() { _, err := c.Do(ctx, "one"); gaveUp <- err }()
	_, err := io.ReadFull(there, make([]byte, len("\r\n\r\none\r\n")))
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-gaveUp, context.Canceled)
	go func() {
		io.ReadFull(there, make([]byte, len("\r\n\r\ntwo\r\n")))
		io.WriteString(there, "200 OK\r\n\r\nfirst\r\n200 OK\r\n\r\nsecond\r\n")
	}()
	r, err := c.Do(t.Context(), "two")
	require.NoError(t, err)
	assert.Equal(t, "second", r.Data)

	_, err = c.Next(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

// TestClientQueueIsBounded: what nobody takes is dropped, the oldest first.
func TestClientQueueIsBounded(t *testing.T) {
	hub := cp.NewHub(cp.Config{})
	address := start(t, &cp.Server{Hub: hub})
	bot, err := hub.Join("bot", nil)
	require.NoError(t, err)
	c := enter(t, address, "anna", cp.ClientOptions{QueueLength: 3})
	require.NoError(t, c.Push(t.Context(), true))
	for i := range 10 {
		require.NoError(t, bot.Broadcast(strconv.Itoa(i)))
	}
	// The answer to what is asked after them comes after them, unless the server
	// pushes them later than it answers; so wait for the last.
	var last string
	seen := 0
	for last != "9" {
		m, err := c.Next(t.Context())
		require.NoError(t, err)
		last = m.Text
		seen++
	}
	assert.LessOrEqual(t, seen, 10)
}

// TestSlowLoris: requests that never end are given up, those of others are not.
func TestSlowLoris(t *testing.T) {
	hub := cp.NewHub(cp.Config{})
	address := start(t, &cp.Server{Hub: hub, RequestTimeout: time.Second, IdleTimeout: time.Minute})
	var slow []*net.TCPConn
	for i := range 100 {
		conn := dial(t, address)
		_, err := io.WriteString(conn, []string{"\r\n\r\nSet-na", "", "\r\n\r\nPoll\r\n"}[i%3])
		require.NoError(t, err)
		slow = append(slow, conn)
	}
	c := enter(t, address, "quick", cp.ClientOptions{})
	stop := make(chan struct{})
	var dripping sync.WaitGroup
	dripping.Go(func() { // byte after byte does not buy time
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				slow[0].Write([]byte("x"))
			}
		}
	})
	for _, conn := range slow {
		got, _ := io.ReadAll(conn)
		assert.Contains(t, []string{"", "401 Unauthorized\r\n\r\n\r\n"}, string(got))
	}
	close(stop)
	dripping.Wait()
	require.NoError(t, c.Broadcast(t.Context(), "still here"))
}

func TestIdleTimeout(t *testing.T) {
	address := start(t, &cp.Server{IdleTimeout: time.Second, RequestTimeout: time.Second})
	listener := enter(t, address, "listener", cp.ClientOptions{})
	require.NoError(t, listener.Push(t.Context(), true))
	got, err := io.ReadAll(dial(t, address))
	require.NoError(t, err)
	assert.Empty(t, got, "idle connections are closed")
	idle := enter(t, address, "idle", cp.ClientOptions{})
	_, err = idle.Next(t.Context())
	assert.ErrorIs(t, err, cp.ErrClosed)
	require.NoError(t, enter(t, address, "other", cp.ClientOptions{}).Broadcast(t.Context(), "hi"))
	m, err := listener.Next(t.Context())
	require.NoError(t, err, "but not those that listen")
	assert.Equal(t, "hi", m.Text)
}

// pipes is a listener whose connections hold no bytes between the two ends.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// TestSlowReaders: clients that read nothing neither hold up the others nor take more
// memory than their bounded queues, and are given up.
func TestSlowReaders(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	hub := cp.NewHub(cp.Config{QueueBytes: 64 << 10})
	server := &cp.Server{Hub: hub, WriteTimeout: time.Second}
	ln := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	var slow []net.Conn
	for i := range 20 {
		here, there := net.Pipe()
		ln.conns <- there
		answer := make([]byte, 200)
		_, err := fmt.Fprintf(here, "\r\n\r\nSet-name slow%d\r\n", i)
		require.NoError(t, err)
		n, err := here.Read(answer)
		require.NoError(t, err)
		token := strings.Split(string(answer[:n]), "\r\n")[1]
		_, err = fmt.Fprintf(here, "\r\n%s\r\nPush on\r\n", token)
		require.NoError(t, err)
		_, err = here.Read(answer)
		require.NoError(t, err)
		slow = append(slow, here)
	}
	bot, err := hub.Join("bot", nil)
	require.NoError(t, err)
	before := heap()
	for range 5_000 { // 10 MB for each of them
		require.NoError(t, bot.Broadcast(strings.Repeat("x", 2000)))
	}
	assert.Less(t, heap(), before+6<<20)
	for _, conn := range slow { // of which the server wants no more
		conn.SetDeadline(time.Now().Add(time.Minute))
		for err = nil; err == nil; _, err = conn.Write([]byte("\n")) {
			time.Sleep(time.Millisecond)
		}
		assert.ErrorIs(t, err, io.ErrClosedPipe)
	}
	assert.Len(t, hub.Users(), 21, "their sessions go on")
	server.Close()
	<-done
	goleak.VerifyNone(t, ignore)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestReaderStopsReading: a client that sends requests and does not read the answers is
// not read from either.
func TestReaderStopsReading(t *testing.T) {
	hub := cp.NewHub(cp.Config{})
	address := start(t, &cp.Server{Hub: hub, WriteTimeout: 200 * time.Millisecond})
	conn := dial(t, address)
	before := heap()
	request := []byte(strings.Repeat("\r\n\r\nPoll\r\n", 1000))
	sent := 0
	for ; sent < 200_000_000; sent += len(request) {
		if _, err := conn.Write(request); err != nil {
			break // the server has given up
		}
	}
	assert.Less(t, sent, 200_000_000)
	assert.Less(t, heap(), before+4<<20)
}

func TestFullServer(t *testing.T) {
	address := start(t, &cp.Server{MaxConns: 2})
	enter(t, address, "one", cp.ClientOptions{})
	enter(t, address, "two", cp.ClientOptions{})
	_, err := io.ReadAll(dial(t, address))
	require.NoError(t, err)
}

func TestShutdown(t *testing.T) {
	hub := cp.NewHub(cp.Config{})
	s := &cp.Server{Hub: hub}
	address := start(t, s)
	c := enter(t, address, "anna", cp.ClientOptions{})
	require.NoError(t, c.Push(t.Context(), true))
	dial(t, address)
	require.NoError(t, s.Shutdown(t.Context()))
	_, err := c.Next(t.Context())
	assert.ErrorIs(t, err, cp.ErrClosed)
	assert.Equal(t, []string{"anna"}, hub.Users(), "the chat goes on")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	assert.ErrorIs(t, s.Serve(ln), cp.ErrServerClosed)
}

type flakyListener struct {
	net.Listener
	failures int
}

func (l *flakyListener) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, errors.New("out of files")
	}
	return l.Listener.Accept()
}

func TestAcceptFailures(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var logged atomic.Int32
	s := &cp.Server{Log: func(error) { logged.Add(1) }}
	done := make(chan error, 1)
	go func() { done <- s.Serve(&flakyListener{ln, 2}) }()
	enter(t, ln.Addr().String(), "anna", cp.ClientOptions{})
	s.Close()
	assert.ErrorIs(t, <-done, cp.ErrServerClosed)
	assert.EqualValues(t, 2, logged.Load())
}

// TestGarbage sends nonsense by many connections; a good client beside them is
// served, every answer is well formed, and nothing stays behind.
// CCNET_GARBAGE sets their number.
func TestGarbage(t *testing.T) {
	connections := 1000
	if n, err := strconv.Atoi(os.Getenv("CCNET_GARBAGE")); err == nil {
		connections = n
	}
	rows := []string{
		"\r\n\r\nSet-name Sanya\r\n", "\r\nTOKEN\r\nPrivate-message petya hi\\n\r\nTOKEN\r\nPush on\r\n\nTOKEN\nPoll\n", "\r\na b\r\nBrew\r\n",
		"\r\nTOKEN\r\nBroadcast-message \\x\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\n" + strings.Repeat("a", 3000), "\r\n\r\n" + strings.Repeat("a", 10000), "\r\n\r\n\x00\xff\r\n",
	}
	address := start(t, &cp.Server{})
	good := enter(t, address, "good", cp.ClientOptions{})
	work := make(chan uint64)
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for seed := range work {
				r := rand.New(rand.NewPCG(seed, 0))
				in := []byte(rows[r.IntN(len(rows))])
				if r.IntN(2) == 0 {
					for range 1 + r.IntN(4) {
						in[r.IntN(len(in))] = byte(r.Uint32())
					}
				}
				conn, err := net.Dial("tcp", address)
				if !assert.NoError(t, err) {
					continue
				}
				conn.SetDeadline(time.Now().Add(time.Minute))
				conn.Write(in)
				conn.(*net.TCPConn).CloseWrite()
				got, _ := io.ReadAll(conn)
				conn.Close()
				_, err = readResponses(string(got), len(got)+1)
				assert.NoError(t, err, "%q was answered %q", in, got)
			}
		})
	}
	for i := range connections {
		work <- uint64(i)
		if i%100 == 0 {
			require.NoError(t, good.Broadcast(t.Context(), "good"))
		}
	}
	close(work)
	workers.Wait()
}

// TestCrowd: a thousand users at once. Nothing is lost, the order of each sender is
// kept, and when they have left, so has what they took. CCNET_CROWD sets how many
// messages there are.
func TestCrowd(t *testing.T) {
	const users = 1000
	messages, share := 10_000, 1000
	if n, err := strconv.Atoi(os.Getenv("CCNET_CROWD")); err == nil {
		messages, share = n, 100
	}
	now := &atomic.Int64{}
	hub := cp.NewHub(cp.Config{Now: func() time.Time { return time.Unix(now.Load(), 0) }})
	address := start(t, &cp.Server{Hub: hub})
	before := heap()

	clients := make([]*cp.Client, users)
	var all sync.WaitGroup
	for i := range clients {
		c, err := cp.Dial(t.Context(), address, cp.ClientOptions{})
		require.NoError(t, err)
		clients[i] = c
		require.NoError(t, c.SetName(t.Context(), fmt.Sprintf("user%d", i)))
		require.NoError(t, c.Push(t.Context(), true))
	}
	require.Len(t, hub.Users(), users)

	// Every user sends to the seven that follow, by turns; one message in a
	// hundred or thousand goes to all. Everyone knows how many messages to expect of whom.
	each := messages / users
	expected := make([][]int, users) // recipient, sender
	for i := range expected {
		expected[i] = make([]int, users)
	}
	target := func(from, n int) int { return (from + 1 + n%7) % users }
	toAll := func(from, n int) bool { return (from*each+n)%share == 0 }
	for from := range users {
		for n := range each {
			if !toAll(from, n) {
				expected[target(from, n)][from]++
				continue
			}
			for to := range users {
				if to != from {
					expected[to][from]++
				}
			}
		}
	}
	for to, c := range clients {
		left := 0
		for _, n := range expected[to] {
			left += n
		}
		all.Go(func() {
			next := make([]int, users)
			for ; left > 0; left-- {
				m, err := c.Next(t.Context())
				if !assert.NoError(t, err, "user%d lacks %d messages", to, left) {
					return
				}
				from, _ := strconv.Atoi(strings.TrimPrefix(m.From, "user"))
				n, _ := strconv.Atoi(m.Text)
				if !assert.GreaterOrEqual(t, n, next[from], "out of order from %s", m.From) {
					return
				}
				next[from] = n + 1
				expected[to][from]--
			}
		})
	}
	begin := time.Now()
	for from, c := range clients {
		all.Go(func() {
			for n := range each {
				err := error(nil)
				if toAll(from, n) {
					err = c.Broadcast(t.Context(), strconv.Itoa(n))
				} else {
					err = c.Tell(t.Context(), fmt.Sprintf("user%d", target(from, n)), strconv.Itoa(n))
				}
				if !assert.NoError(t, err) {
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(begin)
	for to := range expected {
		for from, n := range expected[to] {
			require.Zero(t, n, "user%d did not get all from user%d", to, from)
		}
	}
	t.Logf("%d messages of %d users in %v", each*users, users, took)

	for _, c := range clients {
		c.Close()
	}
	clients, expected = nil, nil
	require.Eventually(t, func() bool { // the server notices one after another
		now.Add(25 * 3600)
		return len(hub.Users()) == 0
	}, time.Minute, time.Millisecond)
	assert.Less(t, heap(), before+4<<20)
}

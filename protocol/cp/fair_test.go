package cp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
)

// openFrom is open for a client of a peer.
func openFrom(t *testing.T, h *cp.Hub, p conns.Peer) *client {
	c := &client{t: t}
	c.conn = h.OpenFrom(p, func() { c.notified++ })
	t.Cleanup(c.conn.Close)
	return c
}

func joinFrom(t *testing.T, h *cp.Hub, p conns.Peer, name string) *client {
	t.Helper()
	c := openFrom(t, h, p)
	require.Equal(t, "200", c.ask("Set-name "+name))
	return c
}

// polled is everything that waits for a client.
func (c *client) polled() (messages []string) {
	for {
		data, ok := strings.CutPrefix(c.ask("Poll"), "200 ")
		if !ok {
			return messages
		}
		messages = append(messages, data)
	}
}

// TestAFloodWashesAwayItself: what others say to a user stays when somebody says too
// much to them, with one name or with many.
func TestAFloodWashesAwayItself(t *testing.T) {
	for _, config := range []cp.Config{{Rand: seeded(), QueueMessages: 50}, {Rand: seeded(), QueueBytes: 50 * 130}} {
		h := cp.NewHub(config)
		anna, boris := joinFrom(t, h, "192.0.2.1", "anna"), joinFrom(t, h, "192.0.2.2", "boris")
		var evil []*client
		for i := range 5 {
			evil = append(evil, joinFrom(t, h, "192.0.2.3", fmt.Sprintf("evil%d", i)))
		}
		var want []string
		for i := range 10 {
			require.Equal(t, "200", boris.ask(fmt.Sprintf("Private-message anna %d", i)))
			want = append(want, fmt.Sprintf("Private-message boris %d", i))
			for j := range 100 {
				require.Equal(t, "200", evil[j%5].ask(fmt.Sprintf("Private-message anna %d", j)))
			}
		}
		var kept []string
		all := anna.polled()
		for _, m := range all {
			if strings.HasPrefix(m, "Private-message boris") {
				kept = append(kept, m)
			}
		}
		assert.Equal(t, want, kept)
		assert.LessOrEqual(t, len(all), 50)
		assert.Greater(t, len(all), 45)
		assert.Equal(t, "Private-message evil4 99", all[len(all)-1], "of the flood, the newest stay")
	}
}

// TestAllQueuesAreBounded: what waits for the users of one address, who do not read,
// takes no room from others, and all queues together are bounded.
func TestAllQueuesAreBounded(t *testing.T) {
	const total = 1 << 20
	h := cp.NewHub(cp.Config{Rand: seeded(), TotalBytes: total})
	anna, boris := joinFrom(t, h, "192.0.2.1", "anna"), joinFrom(t, h, "192.0.2.2", "boris")
	for i := range 20 {
		require.Equal(t, "200", boris.ask(fmt.Sprintf("Private-message anna %d", i)))
	}
	before := heap()
	text := strings.Repeat("x", 1500)
	var evil []*client
	for i := range 200 {
		evil = append(evil, joinFrom(t, h, "192.0.2.3", fmt.Sprintf("evil%d", i)))
	}
	for i := range 20_000 { // 30 MB
		require.Equal(t, "200", evil[i%200].ask(fmt.Sprintf("Private-message evil%d %s", (i+1+i/200%199)%200, text)))
	}
	assert.Less(t, heap(), before+3*total)
	assert.Len(t, anna.polled(), 20)
	waiting := 0
	for _, c := range evil {
		for _, m := range c.polled() {
			waiting += len(m)
		}
	}
	assert.Less(t, waiting, total)
	assert.Greater(t, waiting, total/2)

	// Users of the caller's count as one.
	bot, err := h.Join("bot", nil)
	require.NoError(t, err)
	for range 2000 {
		require.Equal(t, "200", evil[0].ask("Broadcast-message "+text))
	}
	require.Equal(t, "200", boris.ask("Private-message bot hi"))
	found := false
	for {
		m, ok := bot.Poll()
		if !ok {
			break
		}
		found = found || m.Text == "hi"
	}
	assert.True(t, found)
}

// TestSessionsAreShared: one address cannot have all sessions, nor end those of others.
func TestSessionsAreShared(t *testing.T) {
	const most = 64
	h := cp.NewHub(cp.Config{Rand: seeded(), MaxSessions: most})
	quiet := joinFrom(t, h, "192.0.2.1", "quiet") // who asks now and then, on a connection for each time
	quiet.conn.Close()
	for i := range 200 { // connected
		evil := openFrom(t, h, "192.0.2.2")
		answer := evil.ask(fmt.Sprintf("Set-name evil%d", i))
		if i < 13 {
			require.Equal(t, "200", answer, i)
		} else {
			require.Equal(t, "403 There is no room.", answer, i)
		}
	}
	worse := openFrom(t, h, "192.0.2.3") // one connection, one session after another
	for i := range 500 {
		worse.token = ""
		require.Equal(t, "200", worse.ask(fmt.Sprintf("Set-name worse%d", i)))
	}
	assert.Less(t, len(h.Users()), 30)
	assert.Contains(t, h.Users(), "worse499")
	assert.Contains(t, h.Users(), "quiet")
	joinFrom(t, h, "192.0.2.4", "newcomer")

	for p := range 20 { // it is the greediest who makes room
		c := openFrom(t, h, conns.Peer(fmt.Sprintf("198.51.100.%d", p)))
		_ = c.ask(fmt.Sprintf("Set-name one%d", p))
	}
	joinFrom(t, h, "127.0.0.1", "local")
	back := openFrom(t, h, "192.0.2.1")
	back.token = quiet.token
	assert.Equal(t, "304", back.ask("Poll"), "the session is still there")

	h = cp.NewHub(cp.Config{Rand: seeded(), MaxSessions: most, MaxPerPeer: 2})
	for i, want := range []string{"200", "200", "403 There is no room."} {
		assert.Equal(t, want, openFrom(t, h, "192.0.2.1").ask(fmt.Sprintf("Set-name name%d", i)))
	}
}

// TestAdmit: who has a peer is asked about before they set a name or send something.
func TestAdmit(t *testing.T) {
	var got []cp.Attempt
	refuse := false
	h := cp.NewHub(cp.Config{Rand: seeded(), Admit: func(a cp.Attempt) error {
		if got = append(got, a); refuse {
			return errors.New("no")
		}
		return nil
	}})
	anna := joinFrom(t, h, "192.0.2.1", "anna")
	inside := join(t, h, "inside")
	refuse = true
	assert.Equal(t, "200", inside.ask("Broadcast-message hi"))
	assert.Equal(t, "403", anna.ask("Broadcast-message hi"))
	assert.Equal(t, "403", anna.ask("Private-message inside hi"))
	assert.Equal(t, "400 Message is invalid.", anna.ask("Broadcast-message "))
	assert.Equal(t, "403", anna.ask("Set-name other"))
	assert.Equal(t, "403", openFrom(t, h, "192.0.2.1").ask("Set-name other"))
	refuse = false
	assert.Equal(t, "200", anna.ask("Set-name other"))
	assert.Equal(t, []string{"inside", "other"}, h.Users())
	const p = "192.0.2.1"
	assert.Equal(t, []cp.Attempt{
		{p, "", true}, {p, "anna", false}, {p, "anna", false}, {p, "anna", true}, {p, "", true}, {p, "anna", true},
	}, got)
}

// dialFrom connects from another address of this machine; all of 127.0.0.0/8 are.
func dialFrom(t *testing.T, from, address string) *net.TCPConn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		t.Skipf("this machine has no %s: %v", from, err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute)) // only so that a broken test ends
	return conn.(*net.TCPConn)
}

// TestOneAddressDisturbsNobody: one address attacks in every way at once, and users from
// others talk as though it were not there.
func TestOneAddressDisturbsNobody(t *testing.T) {
	hub := cp.NewHub(cp.Config{TotalBytes: 4 << 20, MaxSessions: 400})
	address := start(t, &cp.Server{Hub: hub, MaxConns: 160})
	enterFrom := func(from, name string) *cp.Client {
		c := cp.NewClient(dialFrom(t, from, address), cp.ClientOptions{QueueLength: 100_000})
		t.Cleanup(func() { c.Close() })
		require.NoError(t, c.SetName(t.Context(), name))
		return c
	}
	before := heap()
	attack, stop := context.WithCancel(t.Context())
	var attackers sync.WaitGroup
	evil := func(once func(conn net.Conn) bool) { // until the test is over, on one connection after another
		attackers.Go(func() {
			for attack.Err() == nil {
				dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
				conn, err := dialer.Dial("tcp", address)
				if err != nil {
					return
				}
				undo := context.AfterFunc(attack, func() { conn.Close() })
				for attack.Err() == nil && once(conn) {
				}
				undo()
				conn.Close()
				time.Sleep(time.Millisecond)
			}
		})
	}
	said := func(conn net.Conn, text string) bool {
		_, err := io.WriteString(conn, text)
		return err == nil
	}
	for i := range 5 {
		garbage := make([]byte, 3000)
		for j := range garbage {
			garbage[j] = byte(i*j + j>>3)
		}
		evil(func(conn net.Conn) bool { return said(conn, string(garbage)) })
		evil(func(conn net.Conn) bool { // one session after another
			ok := true
			for n := range 100 {
				ok = ok && said(conn, fmt.Sprintf("\r\n\r\nSet-name flood%dx%d\r\n", i, n))
			}
			return ok && func() bool { _, err := conn.Read(make([]byte, 64<<10)); return err == nil }()
		})
	}
	for i := range 3 { // who talk all the time, read their token only, and write on
		var token string
		evil(func(conn net.Conn) bool {
			if token == "" {
				said(conn, fmt.Sprintf("\r\n\r\nSet-name loud%d\r\n", i))
				answer := make([]byte, 200)
				n, _ := conn.Read(answer)
				lines := strings.Split(string(answer[:n]), "\r\n")
				if len(lines) < 2 || lines[1] == "" {
					return false
				}
				token = lines[1]
				said(conn, "\r\n"+token+"\r\nPush on\r\n")
			}
			return said(conn, strings.Repeat("\r\n"+token+"\r\nBroadcast-message "+strings.Repeat("x", 500)+"\r\n", 20)+
				strings.Repeat("\r\n"+token+"\r\nPrivate-message anna boo\r\n", 20))
		})
	}

	require.Eventually(t, func() bool { return len(hub.Users()) > 3 }, time.Minute, time.Millisecond)
	for range 200 { // more connections than there is room for, and they are held
		evil(func(conn net.Conn) bool {
			said(conn, "\r\n\r\nSet-")
			_, err := conn.Read(make([]byte, 1))
			return err == nil
		})
	}
	anna, boris := enterFrom("127.0.0.3", "anna"), enterFrom("127.0.0.1", "boris")
	require.NoError(t, anna.Push(t.Context(), true))
	const messages = 20
	done := make(chan struct{})
	go func() {
		defer close(done)
		next := 0
		for next < messages {
			m, err := anna.Next(context.Background())
			if !assert.NoError(t, err) {
				return
			}
			if m.From == "boris" {
				if !assert.Equal(t, fmt.Sprint(next), m.Text, "all of them, in order") {
					return
				}
				next++
			}
		}
	}()
	for i := range messages {
		require.NoError(t, boris.Tell(t.Context(), "anna", fmt.Sprint(i)))
	}
	<-done
	third := enterFrom("127.0.0.4", "third")
	require.NoError(t, third.Broadcast(t.Context(), "room for one more"))
	stop()
	attackers.Wait()
	anna.Close()
	boris.Close()
	third.Close()
	require.Eventually(t, func() bool { return heap() < before+8<<20 }, time.Minute, 50*time.Millisecond)
}

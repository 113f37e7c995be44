package gateway

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/world"
)

// paced is a pace whose clock the test moves.
func paced(rate, burst float64) (p *pace, pass func(time.Duration)) {
	now := time.Unix(1_000_000, 0)
	p = newPace(rate, burst)
	p.now = func() time.Time { return now }
	return p, func(d time.Duration) { now = now.Add(d) }
}

// took is how many of so many acts were allowed.
func took(p *pace, peer conns.Peer, user string, n int) (allowed int) {
	for range n {
		if p.take(peer, user) {
			allowed++
		}
	}
	return allowed
}

func TestPace(t *testing.T) {
	p, pass := paced(10, 100)
	assert.Equal(t, 100, took(p, "a", "", 1000))
	assert.Equal(t, 100, took(p, "b", "", 1000), "another address has its own")
	pass(time.Second)
	assert.Equal(t, 10, took(p, "a", "", 1000))
	pass(time.Hour)
	assert.Equal(t, 100, took(p, "a", "", 1000))
	pass(-time.Hour)
	assert.Zero(t, took(p, "a", "", 10), "clocks may go back")

	p, _ = paced(-1, 0)
	assert.Equal(t, 1000, took(p, "a", "", 1000), "no bound")

	p, pass = paced(0.01, 0.1)
	assert.Equal(t, 1, took(p, "a", "anna", 1000), "a little is not nothing")
	pass(100 * time.Second)
	assert.Equal(t, 1, took(p, "a", "anna", 1000))
}

// TestPaceOfUsers: one user of an address leaves something for the others.
func TestPaceOfUsers(t *testing.T) {
	p, _ := paced(10, 100)
	assert.Equal(t, 50, took(p, "a", "loud", 1000))
	assert.Equal(t, 25, took(p, "a", "second", 1000))
	assert.Equal(t, 13, took(p, "a", "third", 1000))

	p, pass := paced(10, 100)
	total := 0
	for range 600 { // without end
		total += took(p, "a", "loud", 100)
		pass(time.Second / 10)
	}
	assert.InDelta(t, 50+600, total, 2, "alone it gets all that comes in")
	assert.GreaterOrEqual(t, took(p, "a", "quiet", 20), 20)
	for range 600 {
		took(p, "a", "loud", 100)
		pass(time.Second / 10)
	}
	assert.Len(t, p.by["a"].taken, 1, "users are forgotten")
}

// TestPaceForgets: addresses that come once take no memory for ever.
func TestPaceForgets(t *testing.T) {
	p, pass := paced(10, 100)
	for i := range 100_000 {
		require.True(t, p.take(conns.Peer(fmt.Sprint(i)), ""))
		pass(time.Millisecond)
	}
	assert.Less(t, len(p.by), 4*leastSweep)
	full := newPace(10, 10)
	for i := range 10_000 {
		for range 20 {
			full.take(conns.Peer(fmt.Sprint(i)), "")
		}
	}
	assert.False(t, full.take("9999", ""), "who has nothing left is not forgotten")
}

func BenchmarkPace(b *testing.B) {
	p := newPace(1e9, 1e9)
	for b.Loop() {
		p.take("127.0.0.1", "anna")
	}
}

// living is a gateway whose world lives and does nothing by itself.
func living(t *testing.T) *Gateway {
	g, spec, err := New(world.Spec{}, Config{})
	require.NoError(t, err)
	var options world.Options
	g.Options(&options)
	w, err := world.New(spec, options)
	require.NoError(t, err)
	t.Cleanup(func() { w.Close() })
	g.world = w
	require.NoError(t, w.Advance(t.Context(), 1))
	return g
}

// TestRequestsKeepTheirPlace: who no longer waits for an answer has not given back what
// the world still does for them.
func TestRequestsKeepTheirPlace(t *testing.T) {
	var r requests
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // nobody waits for a place
	taken := 0
	for {
		if _, _, err := r.begin(ctx, "192.0.2.1"); err != nil {
			assert.ErrorIs(t, err, errBusy)
			break
		}
		taken++
	}
	assert.Equal(t, 14, taken)
	id, answered, err := r.begin(ctx, "127.0.0.1")
	require.NoError(t, err)
	r.answered(id, answer{code: 1})
	r.answered(id, answer{code: 2})
	assert.Equal(t, 1, (<-answered).code)
	assert.Equal(t, 15, r.places.Taken(), "answered is not ended")
	r.ended(id)
	r.ended(id)
	r.ended(12345)
	assert.Equal(t, 14, r.places.Taken())
	_, _, err = r.begin(ctx, "192.0.2.1")
	assert.ErrorIs(t, err, errBusy)
	_, waiting, err := r.begin(ctx, "127.0.0.1")
	require.NoError(t, err)
	r.endAll(answer{code: 3})
	assert.Equal(t, 3, (<-waiting).code)
	assert.Zero(t, r.places.Taken())
	assert.Empty(t, r.open)
}

// TestRequestsWait: those of a class at one address, all at once, are done one after another.
func TestRequestsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r requests
		done, refused := 0, 0
		var mu sync.Mutex
		for range 100 {
			go func() {
				id, _, err := r.begin(t.Context(), "192.0.2.1")
				time.Sleep(time.Second)
				r.ended(id)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else {
					refused++
				}
			}()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, 14+56, done)
		assert.Equal(t, 30, refused, "so many may not wait")
		assert.Zero(t, r.places.Taken()+r.waiting.Taken())
	})
}

// TestPlacesComeBack: whatever becomes of requests, the world is done with them some time.
func TestPlacesComeBack(t *testing.T) {
	g := living(t)
	ask := func(url string) {
		gone, cancel := context.WithCancel(t.Context())
		_, err := g.ask(gone, func(id int) world.QueueEvent {
			cancel() // nobody waits
			return requestEvent(id, "GET", url, "")
		})
		require.ErrorIs(t, err, context.Canceled)
	}
	for _, url := range []string{"cttp://nobody/", "rttp://nobody.lan/", "rttp://10.0.0.1/", "ftp://x/"} {
		for range 3 {
			ask(url)
		}
	}
	assert.Equal(t, 12, g.requests.places.Taken())
	require.NoError(t, g.world.Advance(t.Context(), 2000))
	assert.Zero(t, g.requests.places.Taken())

	ask("cttp://nobody/")
	g.world.Do(g.Computer(), world.Reboot{})
	require.NoError(t, g.world.Advance(t.Context(), 2005))
	assert.Zero(t, g.requests.places.Taken(), "a computer that was off remembers nothing")
}

// TestPlacesOfLostRequestsComeBack: a request that found no room in the queue of the
// gateway's computer, because a program floods it, has a place only for a while.
func TestPlacesOfLostRequestsComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := living(t)
		defer g.world.Close()
		for range world.QueueLimit {
			g.do(world.QueueEvent{Name: "flood"})
		}
		waits, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		all := make(chan error)
		go func() {
			_, err := g.ask(waits, discoverEvent)
			all <- err
		}()
		synctest.Wait()
		require.NoError(t, g.world.Advance(t.Context(), 2000))
		require.ErrorIs(t, <-all, context.DeadlineExceeded)
		assert.Equal(t, 1, g.requests.places.Taken())
		time.Sleep(placeTime)
		synctest.Wait()
		assert.Zero(t, g.requests.places.Taken())
		assert.Empty(t, g.requests.open)
	})
}

// TestSearchesAreShared: however many ask at once what there is, the world is searched
// once; and if who began it goes away, somebody else begins.
func TestSearchesAreShared(t *testing.T) {
	g := living(t)
	g.looks = newPace(1, 1000)
	g.looks.now = func() time.Time { return time.Unix(1_000_000, 0) }
	var all sync.WaitGroup
	gone, leave := context.WithCancel(t.Context())
	all.Go(func() {
		_, err := g.discover(gone)
		assert.ErrorIs(t, err, context.Canceled)
	})
	under := func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.search != nil }
	require.Eventually(t, under, time.Minute, time.Millisecond)
	for range 50 {
		all.Go(func() {
			found, err := g.discover(t.Context())
			assert.NoError(t, err)
			assert.Equal(t, answer{}, found)
		})
	}
	waiting := func() int {
		g.looks.mu.Lock()
		defer g.looks.mu.Unlock()
		if g.looks.by[""] == nil {
			return 0
		}
		return 1000 - int(g.looks.by[""].left)
	}
	require.Eventually(t, func() bool { return waiting() == 50 }, time.Minute, time.Millisecond)
	leave()
	require.Eventually(t, func() bool { return waiting() == 50+49 }, time.Minute, time.Millisecond, "one begins anew, the others wait for that")
	require.Equal(t, 2, g.requests.places.Taken())
	require.NoError(t, g.world.Advance(t.Context(), 2000))
	all.Wait()
	assert.Equal(t, 2, g.requests.nextID)
}

// TestReportsAreBounded: what a computer of the world says without end is lost some
// time, and what others say is not.
func TestReportsAreBounded(t *testing.T) {
	g := living(t)
	long := strings.Repeat("x", maxCPData)
	for range 3 * maxReports / maxCPData {
		g.report(report{Kind: reportCPData, Computer: 7, Conn: 1, Text: long})
	}
	count := func() (bytes, other int) {
		for _, r := range g.chat.reports {
			if bytes += r.size(); r.Computer != 7 {
				other++
			}
		}
		return bytes, other
	}
	bytes, _ := count()
	assert.LessOrEqual(t, bytes, maxReports/4)
	assert.True(t, g.chat.lost)
	g.report(report{Kind: reportSaid, Computer: 8, Text: "hello"})
	_, other := count()
	assert.Equal(t, 1, other)
	for computer := range 1000 {
		for range 3 * maxReports / 1000 / overhead {
			g.report(report{Kind: reportJoined, Computer: computer})
		}
	}
	bytes, _ = count()
	assert.LessOrEqual(t, bytes, maxReports*5/4)
	g.chat.reports = nil
}

// TestConnectionsInsideAreShared: a computer with many connections of CP loses one of its
// own; and if all have some, the one with most does.
func TestConnectionsInsideAreShared(t *testing.T) {
	g := living(t)
	c := g.chat
	open := func(computer, number int) {
		c.inCP(report{Kind: reportCPOpen, Computer: computer, Conn: number})
	}
	open(1, 0)
	for computer := 2; computer < 40; computer++ {
		for number := range 3 * mostOpen {
			open(computer, number)
		}
	}
	assert.LessOrEqual(t, len(c.conns), maxConns)
	assert.NotNil(t, c.conns[connKey{1, 0}])
	have := make(map[int]int)
	for key := range c.conns {
		have[key.computer]++
	}
	for computer := 2; computer < 40; computer++ {
		assert.GreaterOrEqual(t, have[computer], 5, computer)
	}
}

// TestAdmit: those in the world are not asked, those outside have their pace.
func TestAdmit(t *testing.T) {
	g := living(t)
	var status *cp.StatusError
	for range 2000 {
		require.NoError(t, g.chat.admit(cp.Attempt{Peer: peerOf(3), User: "inside"}))
	}
	said, named := 0, 0
	for ; g.chat.admit(cp.Attempt{Peer: "127.0.0.1", User: "anna"}) == nil; said++ {
	}
	for ; g.chat.admit(cp.Attempt{Peer: "127.0.0.1", Naming: true}) == nil; named++ {
	}
	assert.InDelta(t, 300, said, 10)
	assert.InDelta(t, 1024, named, 50, "a class may come at once")
	require.ErrorAs(t, g.chat.admit(cp.Attempt{Peer: "127.0.0.1", Naming: true}), &status)
	assert.Equal(t, cp.Forbidden, status.Status)
	require.NoError(t, g.chat.admit(cp.Attempt{Peer: "127.0.0.1", User: "boris"}))
	assert.Equal(t, conns.Peer("127.0.0.1"), conns.PeerOf(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}))
}

// TestNobodyCrowdsTheWorldAlone: while one address says more than a busy world takes,
// the world still hears the others.
func TestNobodyCrowdsTheWorldAlone(t *testing.T) {
	g := living(t)
	g.acts, g.names = newPace(-1, 0), newPace(-1, 0)
	say := func(p conns.Peer, name string, lines int) {
		m, err := g.chat.hub.JoinFrom(p, name, nil)
		require.NoError(t, err)
		for range lines {
			require.NoError(t, m.Broadcast("hello"))
		}
		m.Leave()
		for g.chat.step() {
		}
	}
	heard := func() (n int) {
		before := g.world.Waiting()
		say("192.0.2.2", "quiet", 1)
		return g.world.Waiting() - before
	}
	alone := heard()
	require.Positive(t, alone)
	say("192.0.2.1", "loud", 1000)
	assert.Less(t, g.world.Waiting(), maxCrowd)
	assert.Equal(t, alone, heard())
	for range 1000 { // who speaks now and then is never cut off
		require.NoError(t, g.world.Advance(t.Context(), g.world.Now()+1))
		require.Equal(t, alone, heard())
	}
}

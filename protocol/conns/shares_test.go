package conns_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ccnet/protocol/conns"
)

func TestPeerOf(t *testing.T) {
	for address, want := range map[string]struct {
		peer  conns.Peer
		local bool
	}{
		"127.0.0.1:1":                    {"127.0.0.1", true},
		"127.9.9.9:1":                    {"127.9.9.9", true},
		"[::1]:1":                        {"::1", true},
		"192.0.2.7:5":                    {"192.0.2.7", false},
		"[::ffff:192.0.2.7]:5":           {"192.0.2.7", false},
		"[2001:db8:1:2:3:4:5:6]:7":       {"2001:db8:1:2::/64", false},
		"[2001:db8:1:2:ffff::]:7":        {"2001:db8:1:2::/64", false},
		"[fe80::1234%eth0]:7":            {"fe80::/64", false},
		"[2001:db8:1:3:3:4:5:6%wlan0]:7": {"2001:db8:1:3::/64", false},
	} {
		tcp := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))
		assert.Equal(t, want.peer, conns.PeerOf(tcp), address)
		assert.Equal(t, want.local, want.peer.Local(), address)
		udp := net.UDPAddrFromAddrPort(netip.MustParseAddrPort(address))
		assert.Equal(t, want.peer, conns.PeerOf(udp), address)
	}
	assert.Empty(t, conns.PeerOf(nil))
	assert.Empty(t, conns.PeerOf(&net.TCPAddr{}))
	assert.Empty(t, conns.PeerOf(&net.UnixAddr{Name: "pipe"}))
	assert.True(t, conns.Peer("").Local())
	assert.False(t, conns.Peer("computer 7").Local())
}

func TestShares(t *testing.T) {
	var s conns.Shares[conns.Peer]
	take := func(p conns.Peer, want conns.Outcome, limit conns.Limit) int {
		for n := 0; ; n++ {
			if got := s.Take(p, 1, limit); got != conns.Granted {
				assert.Equal(t, want, got)
				return n
			}
		}
	}
	limit := conns.Limit{All: 120}
	assert.Equal(t, 30, take("a", conns.TooMuch, limit))
	assert.Equal(t, 22, take("b", conns.TooMuch, limit))
	assert.Equal(t, 68, take("", conns.Full, limit), "nobody in particular has no share")
	assert.Equal(t, 120, s.Taken())
	s.Give("a", 30)
	s.Give("b", 22)
	s.Give("", 68)
	assert.Zero(t, s.Taken())

	assert.Equal(t, 7, take("a", conns.TooMuch, conns.Limit{All: 120, Each: 7}))
	s.Give("a", 7)
	assert.Equal(t, 8, take("a", conns.Full, conns.Limit{All: 8}), "so few are not shared out")
	s.Give("a", 8)
	assert.Equal(t, conns.TooMuch, s.Take("a", 31, limit))
	assert.Equal(t, conns.Full, s.Take("a", 121, limit))
	assert.Equal(t, conns.Limit{All: 105, Each: 3}, conns.Limit{All: 120, Each: 3}.For("192.0.2.1"))
	assert.Equal(t, limit, limit.For("127.0.0.1"))
}

// TestSharesLeaveRoom: a few peers may take whatever they get, and another one finds
// room; one alone gets a quarter.
func TestSharesLeaveRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(16, 2000).Draw(t, "all")
		hogs := rapid.IntRange(1, 5).Draw(t, "hogs")
		var s conns.Shares[int]
		held := map[int]int{}
		limit := conns.Limit{All: all}
		for range rapid.IntRange(0, 4000).Draw(t, "steps") {
			hog := 1 + rapid.IntRange(0, hogs-1).Draw(t, "hog")
			n := rapid.IntRange(-5, 20).Draw(t, "n")
			switch {
			case n > 0 && s.Take(hog, n, limit) == conns.Granted:
				held[hog] += n
			case n < 0 && held[hog] >= -n:
				s.Give(hog, -n)
				held[hog] += n
			}
			if hogs == 1 && held[1] > all/4 {
				t.Fatalf("one has %d of %d", held[1], all)
			}
			if s.Take(99, 1, limit) != conns.Granted {
				t.Fatalf("a newcomer finds nothing: %v of %d", held, all)
			}
			s.Give(99, 1)
		}
	})
}

// TestTurns: who waits with much waits longer, others are next.
func TestTurns(t *testing.T) {
	defer goleak.VerifyNone(t)
	var turns conns.Turns
	ctx := context.Background()
	require.NoError(t, turns.Take(ctx, "first"))
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	wait := func(p conns.Peer, n int) {
		waiting := turns.Waiting()
		all.Go(func() {
			assert.NoError(t, turns.Take(ctx, p))
			mu.Lock()
			order = append(order, string(p)+strconv.Itoa(n))
			mu.Unlock()
			turns.Give()
		})
		require.Eventually(t, func() bool { return turns.Waiting() > waiting }, time.Minute, time.Microsecond)
	}
	for n := range 4 {
		wait("a", n)
	}
	wait("b", 0)
	wait("c", 0)
	wait("b", 1)
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	for p := range 3 { // who gives up leaves the line
		assert.ErrorIs(t, turns.Take(canceled, conns.Peer(fmt.Sprint(p))), context.Canceled)
	}
	assert.ErrorIs(t, turns.Take(canceled, "a"), context.Canceled)
	turns.Give()
	all.Wait()
	assert.Equal(t, []string{"a0", "b0", "c0", "a1", "b1", "a2", "a3"}, order)
	require.NoError(t, turns.Take(ctx, "again"))
	turns.Give()
}

// TestTurnsOfMany: no seat is lost and none is given twice, also when some give up.
func TestTurnsOfMany(t *testing.T) {
	defer goleak.VerifyNone(t)
	turns := conns.Turns{Seats: 3}
	var mu sync.Mutex
	seated := 0
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			for n := range 100 {
				ctx, cancel := context.WithCancel(context.Background())
				if (i+n)%3 == 0 {
					go cancel()
				}
				if turns.Take(ctx, conns.Peer(strconv.Itoa(i%7))) == nil {
					mu.Lock()
					seated++
					assert.LessOrEqual(t, seated, 3)
					mu.Unlock()
					mu.Lock()
					seated--
					mu.Unlock()
					turns.Give()
				}
				cancel()
			}
		})
	}
	all.Wait()
	assert.Zero(t, turns.Waiting())
	for range 3 {
		require.NoError(t, turns.Take(context.Background(), ""))
	}
}

func BenchmarkTurns(b *testing.B) {
	var turns conns.Turns
	for b.Loop() {
		_ = turns.Take(context.Background(), "127.0.0.1")
		turns.Give()
	}
}

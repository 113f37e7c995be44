package cp

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"ccnet/protocol/conns"
)

func TestWaterline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOf(rapid.IntRange(0, 1000)).Draw(t, "amounts")
		most := rapid.IntRange(0, 5000).Draw(t, "most")
		cut := func(line int) (total int) {
			for _, amount := range amounts {
				total += min(amount, line)
			}
			return total
		}
		line := waterline(slices.Clone(amounts), most)
		if cut(line) > most {
			t.Fatalf("%d is too high", line)
		}
		if line < 1000 && cut(line+1) <= most {
			t.Fatalf("%d is too low", line)
		}
	})
}

// TestQueue: a queue keeps within its bounds, counts its bytes right, and keeps each
// sender's messages in order.
func TestQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		most := rapid.IntRange(1, 20).Draw(t, "most")
		mostBytes := rapid.IntRange(1, 20*messageOverhead).Draw(t, "bytes")
		next := map[conns.Peer]int{}
		for i := range rapid.IntRange(0, 200).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "pop") {
				q.pop()
			}
			p := rapid.SampledFrom([]conns.Peer{"a", "b", "c"}).Draw(t, "peer")
			text := fmt.Sprintf("%09d%*s", i, rapid.IntRange(1, 300).Draw(t, "size"), "")
			q.push(queued{Message{From: string(p), Text: text}, p}, most, mostBytes)
			bytes := 0
			clear(next)
			for _, m := range q.messages[q.head:] {
				var n int
				fmt.Sscanf(m.Text, "%d", &n)
				require.GreaterOrEqual(t, n, next[m.peer])
				next[m.peer] = n + 1
				bytes += m.size()
			}
			left := len(q.messages) - q.head
			require.Equal(t, bytes, q.bytes)
			require.LessOrEqual(t, left, most)
			require.True(t, bytes <= mostBytes || left == 1, "%d bytes in %d messages", bytes, left)
			require.Equal(t, text, q.messages[len(q.messages)-1].Text, "the newest stays")
		}
	})
}

// TestQueueDropsNoMoreThanItMust: also when many peers have equally much in it.
func TestQueueDropsNoMoreThanItMust(t *testing.T) {
	for _, each := range []int{1, 4} {
		var q queue
		const most = 1000
		for i := range 2 * most {
			p := conns.Peer(fmt.Sprint(i % (most / each)))
			q.push(queued{Message{Text: fmt.Sprint(i)}, p}, most, 1<<30)
			require.Len(t, q.messages[q.head:], min(i+1, most))
		}
		var small queue
		const room = 100 * (messageOverhead + 1)
		for i := range 200 {
			small.push(queued{Message{Text: "x"}, conns.Peer(fmt.Sprint(i))}, most, room)
			require.Equal(t, min(i+1, 100)*(messageOverhead+1), small.bytes)
		}
	}
}

package world

import (
	"math"
	"testing"

	"ccnet/modem"
	"ccnet/value"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestQueueKeepsOrder pushes, takes and releases in any order: events come out as they
// went in, and what counts as taken up is what has a place.
func TestQueueKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var sizes []int // of the places, the oldest first
		var next, expected int
		place := func(size int) {
			sizes = append(sizes, size)
			next++
		}
		t.Repeat(map[string]func(*rapid.T){
			"event": func(t *rapid.T) {
				size := rapid.IntRange(0, 100).Draw(t, "size")
				require.True(t, q.push(Event{Name: "e", Args: []value.Value{value.Int(next)}}, size))
				place(size)
			},
			"message": func(t *rapid.T) {
				m := &message{modem.Frame{Channel: 7, Reply: 8, Payload: value.Int(next)}, 50}
				q.pushMessage(m, &modem.Listener{Name: "back"}, noDistance)
				place(50)
			},
			"take": func(t *rapid.T) {
				ev, ok := q.take()
				require.Equal(t, expected < next, ok)
				if !ok {
					return
				}
				want := Event{"e", []value.Value{value.Int(expected)}}
				if ev.Name == "modem_message" {
					want = Event{"modem_message", []value.Value{value.String("back"), value.Int(7), value.Int(8), value.Int(expected)}}
				}
				require.Equal(t, want, ev)
				expected++
			},
			"release": func(t *rapid.T) {
				left := min(q.taken, rapid.IntRange(0, 5).Draw(t, "left"))
				sizes = sizes[q.taken-left:]
				q.release(left)
			},
			"": func(t *rapid.T) {
				bytes := 0
				for _, size := range sizes {
					bytes += size
				}
				require.Equal(t, bytes, q.bytes)
				require.Len(t, sizes, q.n)
				require.Equal(t, next-expected, q.len())
			},
		})
	})
}

// TestQueueLetsGo looks for payloads that are kept after their event has been handled.
func TestQueueLetsGo(t *testing.T) {
	var q queue
	q.pushMessage(&message{modem.Frame{Payload: value.String("large")}, 50}, &modem.Listener{Name: "back"}, 3)
	ev, _ := q.take()
	assert.Equal(t, value.String("large"), ev.Args[3])
	assert.Equal(t, value.Number(3), ev.Args[4])
	q.release(0)
	q.forget()
	assert.Equal(t, value.Nil, ev.Args[3])
	for _, p := range q.ring {
		assert.Nil(t, p.message)
	}
}

func TestDirectory(t *testing.T) {
	var d directory
	ids := []int{0, 5, lowIDs - 1, lowIDs, math.MaxInt}
	for _, id := range ids {
		d.add(&Computer{id: id})
	}
	for _, id := range ids {
		require.NotNil(t, d.find(id))
		assert.Equal(t, id, d.find(id).id)
	}
	for _, id := range []int{-1, 1, lowIDs + 1} {
		assert.Nil(t, d.find(id))
	}
}

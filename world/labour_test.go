package world_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// worker does a piece of work at every event, and queues the next.
type worker struct {
	c      *world.Computer
	piece  uint64
	labour uint64
	pieces int
}

func (p *worker) Start(c *world.Computer) (world.Status, error) {
	p.c = c
	c.Queue("work")
	return world.Waiting, nil
}

func (p *worker) Handle(world.Event) (world.Status, error) {
	p.labour += p.piece
	p.pieces++
	p.c.Queue("work")
	return world.Waiting, nil
}

func (p *worker) Close()         {}
func (p *worker) Labour() uint64 { return p.labour }

func TestLabourIsBounded(t *testing.T) {
	const second = 1_000_000_000
	for name, test := range map[string]struct {
		piece  uint64
		ticks  world.Tick
		pieces int
	}{
		"light work is never held up":         {1000, 9, 10 * world.RoundsPerTick},
		"a second's work is in stock":         {second / 10, 0, 11},
		"then half a tick's work can be done": {second / 10, 200, 11 + 50},
		"a long turn is paid back afterwards": {3 * second, 98, 2},
	} {
		t.Run(name, func(t *testing.T) {
			for _, workers := range []int{1, 2} {
				p, other := &worker{piece: test.piece}, &worker{piece: 1}
				w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{ID: 1, Program: p}, {ID: 2, Program: other}}},
					world.Options{Workers: workers})
				require.NoError(t, err)
				require.NoError(t, w.Advance(context.Background(), test.ticks))
				assert.InDelta(t, test.pieces, p.pieces, 1)
				assert.InDelta(t, int(test.ticks+1)*world.RoundsPerTick, other.pieces, 1, "the neighbour is not held up")
				require.NoError(t, w.Close())
			}
		})
	}
}

// A computer that rests can be switched off from outside, and hears nothing twice.
func TestRestingComputer(t *testing.T) {
	p := &worker{piece: 5_000_000_000}
	w, err := world.New(world.Spec{
		Computers: []world.ComputerSpec{{ID: 1, Program: p}},
		Actions:   []world.ActionSpec{{At: 20, Computer: 1, Do: world.Shutdown{}}},
	}, world.Options{})
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.Advance(context.Background(), 200))
	assert.Equal(t, 1, p.pieces)
	assert.False(t, w.Computers()[0].IsOn())
}

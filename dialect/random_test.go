package dialect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRandom(t *testing.T) {
	x := NewRandom(0)
	x.Seed(42, 0)
	assert.InDelta(t, 0.93081217803957, x.Float(), 1e-14)
	assert.EqualValues(t, 2, 1+x.UpTo(9))
	assert.EqualValues(t, 599768396, 1+x.UpTo(2147483646))
	assert.Zero(t, x.UpTo(0))
	assert.Zero(t, x.UpTo(1<<63))
	for n := range uint64(40) {
		for range 50 {
			assert.LessOrEqual(t, x.UpTo(n), n)
		}
	}
	a, b := NewRandom(1), NewRandom(2)
	assert.NotEqual(t, a.next(), b.next(), "unseeded generators follow the computer's seed")
	assert.Equal(t, NewRandom(7).next(), NewRandom(7).next())
}

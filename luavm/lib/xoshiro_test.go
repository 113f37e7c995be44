package lib

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestXoshiro(t *testing.T) {
	x := newXoshiro(0)
	x.seed(42, 0)
	assert.InDelta(t, 0.93081217803957, x.float(), 1e-14)
	assert.EqualValues(t, 2, 1+x.upTo(9))
	assert.EqualValues(t, 599768396, 1+x.upTo(2147483646))
	assert.Zero(t, x.upTo(0))
	assert.Zero(t, x.upTo(1<<63))
	for n := range uint64(40) {
		for range 50 {
			assert.LessOrEqual(t, x.upTo(n), n)
		}
	}
	a, b := newXoshiro(1), newXoshiro(2)
	assert.NotEqual(t, a.next(), b.next(), "unseeded generators follow the computer's seed")
	assert.Equal(t, newXoshiro(7).next(), newXoshiro(7).next())
}

package dialect_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/dialect"
)

func TestPow(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range [][3]float64{{2, 10, 1024}, {2, 0.5, math.Sqrt2}, {-3, 2, 9}, {0, -1, inf}, {0, 0, 1}, {inf, 0, 1}, {4, -0.5, 0.5}, {-2, -1, -0.5}} {
		assert.Equal(t, c[2], dialect.Pow(c[0], c[1]), "%v", c)
	}
	assert.Equal(t, 1.0, dialect.Pow(math.NaN(), 0))
	for _, c := range [][2]float64{{1, inf}, {1, -inf}, {-1, inf}, {-1, -inf}, {1, math.NaN()}, {-8, 1.0 / 3}} {
		assert.True(t, math.IsNaN(dialect.Pow(c[0], c[1])), "%v", c)
	}
	assert.False(t, math.Signbit(dialect.Pow(-1e-200, 3)), "no minus zero")
}

package dialect

import "math/bits"

// Random is the generator behind math.random: xoshiro256** as in Lua 5.4.
type Random struct {
	s      [4]uint64
	seeder uint64 // splitmix64: where seeds come from that nobody gave
}

// NewRandom returns a generator whose own seeds all derive from seed.
func NewRandom(seed uint64) *Random {
	x := &Random{seeder: seed}
	x.Seed(x.NextSeed(), x.NextSeed())
	return x
}

// NextSeed returns the next seed that nobody gave.
func (x *Random) NextSeed() uint64 {
	x.seeder += 0x9e3779b97f4a7c15
	z := x.seeder
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Seed sets the state from two words and discards the first outputs.
func (x *Random) Seed(a, b uint64) {
	x.s = [4]uint64{a, 0xff, b, 0}
	for range 16 {
		x.next()
	}
}

// next returns 64 random bits.
func (x *Random) next() uint64 {
	s0, s1 := x.s[0], x.s[1]
	s2, s3 := x.s[2]^s0, x.s[3]^s1
	x.s = [4]uint64{s0 ^ s3, s1 ^ s2, s2 ^ s1<<17, bits.RotateLeft64(s3, 45)}
	return bits.RotateLeft64(s1*5, 7) * 9
}

// Float returns a random number in [0, 1).
func (x *Random) Float() float64 {
	f := float64(int64(x.next())>>11) * (0.5 / (1 << 52))
	if f < 0 {
		f++
	}
	return f
}

// UpTo returns a random integer from 0 to n, both included. An n of 1<<63 or
// more, which the game takes for a negative number, yields 0.
func (x *Random) UpTo(n uint64) uint64 {
	r := x.next()
	if n&(n+1) == 0 {
		return r & n
	}
	mask := uint64(1)<<(bits.Len64(n)&63) - 1
	for r &= mask; r > n; r = x.next() & mask {
	}
	return r
}

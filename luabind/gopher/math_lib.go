package gopher

import (
	"math"
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	"ccnet/value"
)

func (e *engine) openMath() {
	functions := map[string]lua.LGFunction{
		"atan":       e.mathAtan,
		"atan2":      e.mathAtan2,
		"fmod":       e.mathFmod,
		"frexp":      e.mathFrexp,
		"ldexp":      e.mathLdexp,
		"log":        e.mathLog,
		"max":        e.mathMax,
		"min":        e.mathMin,
		"modf":       e.mathModf,
		"pow":        e.mathPow,
		"random":     e.mathRandom,
		"randomseed": e.mathRandomSeed,
	}
	for name, f := range map[string]func(float64) float64{
		"abs": math.Abs, "ceil": math.Ceil, "floor": math.Floor, "sqrt": math.Sqrt,
		"acos": math.Acos, "asin": math.Asin, "cos": math.Cos, "cosh": math.Cosh, "exp": math.Exp,
		"log10": math.Log10, "sin": math.Sin, "sinh": math.Sinh, "tan": math.Tan, "tanh": math.Tanh,
		"deg": func(x float64) float64 { return x * (180 / math.Pi) },
		"rad": func(x float64) float64 { return x * (math.Pi / 180) },
	} {
		functions[name] = func(L *lua.LState) int { return give(L, number(f(e.checkNumber(L, 1)))) }
	}
	t := e.library("math", functions)
	t.RawSetString("pi", lua.LNumber(math.Pi))
	t.RawSetString("huge", lua.LNumber(math.Inf(1)))
	t.RawSetString("mod", t.RawGetString("fmod"))
}

func (e *engine) mathAtan(L *lua.LState) int {
	if L.Get(2) != lua.LNil {
		return e.mathAtan2(L)
	}
	return give(L, number(math.Atan(e.checkNumber(L, 1))))
}

func (e *engine) mathAtan2(L *lua.LState) int {
	return give(L, number(math.Atan2(e.checkNumber(L, 1)+0, e.checkNumber(L, 2)+0)))
}

func (e *engine) mathFmod(L *lua.LState) int {
	return give(L, number(math.Mod(e.checkNumber(L, 1), e.checkNumber(L, 2))))
}

func (e *engine) mathFrexp(L *lua.LState) int {
	m, exp := math.Frexp(e.checkNumber(L, 1))
	return give(L, number(m), lua.LNumber(exp))
}

func (e *engine) mathLdexp(L *lua.LState) int {
	return give(L, number(math.Ldexp(e.checkNumber(L, 1), e.checkInt(L, 2))))
}

func (e *engine) mathLog(L *lua.LState) int {
	f := math.Log(e.checkNumber(L, 1))
	if L.Get(2) != lua.LNil {
		f /= math.Log(e.checkNumber(L, 2))
	}
	return give(L, number(f))
}

func (e *engine) mathMax(L *lua.LState) int {
	f := e.checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		f = max(f, e.checkNumber(L, i))
	}
	return give(L, number(f))
}

func (e *engine) mathMin(L *lua.LState) int {
	f := e.checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		f = min(f, e.checkNumber(L, i))
	}
	return give(L, number(f))
}

func (e *engine) mathModf(L *lua.LState) int {
	x := e.checkNumber(L, 1)
	whole := math.Trunc(x)
	return give(L, number(whole), number(x-whole))
}

func (e *engine) mathPow(L *lua.LState) int {
	return give(L, number(math.Pow(e.checkNumber(L, 1), e.checkNumber(L, 2))))
}

// checkInt64 is a whole number of 64 bits.
func (e *engine) checkInt64(L *lua.LState, i int) int64 { return value.Saturate(e.checkNumber(L, i)) }

// mathRandom is random([m [, n]]).
func (e *engine) mathRandom(L *lua.LState) int {
	switch L.GetTop() {
	case 0:
		return give(L, lua.LNumber(e.random.float()))
	case 1:
		high := e.checkInt64(L, 1)
		if high < 1 {
			e.fail(L, "bad argument #1 (interval is empty)")
		}
		return give(L, lua.LNumber(1+e.random.upTo(uint64(high-1))))
	case 2:
		low, high := e.checkInt64(L, 1), e.checkInt64(L, 2)
		if high < low {
			e.fail(L, "bad argument #2 (interval is empty)")
		}
		return give(L, lua.LNumber(low+int64(e.random.upTo(uint64(high-low)))))
	}
	e.fail(L, "wrong number of arguments")
	return 0
}

// mathRandomSeed is randomseed([a [, b]]); it returns the seeds.
func (e *engine) mathRandomSeed(L *lua.LState) int {
	var a, b int64
	if L.GetTop() == 0 {
		a, b = int64(e.random.nextSeed()), int64(e.random.nextSeed())
	} else {
		a = e.checkInt64(L, 1)
		if L.Get(2) != lua.LNil {
			b = e.checkInt64(L, 2)
		}
	}
	e.random.seed(uint64(a), uint64(b))
	return give(L, lua.LNumber(a), lua.LNumber(b))
}

// xoshiro is the generator behind math.random, xoshiro256** as in Lua 5.4 and seeded
// as on the default engine: programs draw the same numbers on both.
type xoshiro struct {
	s      [4]uint64
	seeder uint64 // splitmix64: where seeds come from that nobody gave
}

func newXoshiro(seed uint64) *xoshiro {
	x := &xoshiro{seeder: seed}
	x.seed(x.nextSeed(), x.nextSeed())
	return x
}

func (x *xoshiro) nextSeed() uint64 {
	x.seeder += 0x9e3779b97f4a7c15
	z := x.seeder
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// seed sets the state from two words and discards the first outputs.
func (x *xoshiro) seed(a, b uint64) {
	x.s = [4]uint64{a, 0xff, b, 0}
	for range 16 {
		x.next()
	}
}

func (x *xoshiro) next() uint64 {
	s0, s1 := x.s[0], x.s[1]
	s2, s3 := x.s[2]^s0, x.s[3]^s1
	x.s = [4]uint64{s0 ^ s3, s1 ^ s2, s2 ^ s1<<17, bits.RotateLeft64(s3, 45)}
	return bits.RotateLeft64(s1*5, 7) * 9
}

// float returns a random number in [0, 1).
func (x *xoshiro) float() float64 {
	f := float64(int64(x.next())>>11) * (0.5 / (1 << 52))
	if f < 0 {
		f++
	}
	return f
}

// upTo returns a random integer from 0 to n, both included; 0 for an n of 1<<63 or
// more.
func (x *xoshiro) upTo(n uint64) uint64 {
	r := x.next()
	if n&(n+1) == 0 {
		return r & n
	}
	mask := uint64(1)<<(bits.Len64(n)&63) - 1
	for r &= mask; r > n; r = x.next() & mask {
	}
	return r
}
